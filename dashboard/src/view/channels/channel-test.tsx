import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureSentence } from '../../api/api-failure.js';
import { testChannel } from '../../api/calls.js';
import { latencyText } from '../../text/number-text.js';
import { Sign } from '../icons.js';

type Result = { readonly ok: boolean; readonly text: string };

/** Sends a test message on a channel and says how it went. */
export function ChannelTest({ name }: { name: string }): JSX.Element {
  const busy = useSignal(false);
  const result = useSignal<Result | undefined>(undefined);
  const run = async (): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    result.value = undefined;
    try {
      const { latencyMs, problems } = await testChannel(name);
      const amiss = problems.length === 0 ? '' : `, but: ${problems.join('; ')}`;
      result.value = { ok: problems.length === 0, text: `Taken in ${latencyText(latencyMs)}${amiss}` };
    } catch (error) {
      result.value = { ok: false, text: failureSentence(error) };
    } finally {
      busy.value = false;
    }
  };
  return (
    <footer class="card-actions">
      <button
        type="button"
        class="button"
        data-item={`channel ${name}`}
        aria-disabled={busy.value}
        onClick={run}
      >
        <Sign name="send" />
        {busy.value ? 'Sending…' : 'Send a test'}
      </button>
      <p class="channel-result" role="status">
        {result.value !== undefined && (
          <span class={result.value.ok ? 'tone-healthy' : 'tone-unhealthy'}>
            <Sign name={result.value.ok ? 'check' : 'cross'} />
            <bdi>{result.value.text}</bdi>
          </span>
        )}
      </p>
    </footer>
  );
}
