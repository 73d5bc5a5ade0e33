import { camelCase } from './camel-case.js';
import { formsAt, formsBelow, isSettingName, type SettingForms, takeAnyName } from './setting-forms.js';

/**
 * The parts of a variable's name that has one underscore where two must stand: those that lead to a setting, if any do.
 *
 * @param name without the prefix
 * @example divideName('ALERTS_MIN_SEVERITY') // ['ALERTS', 'MIN_SEVERITY']
 */
export function divideName(name: string): readonly string[] | undefined {
  const words = name.split('_');
  const parts = divide(words, formsAt([], undefined));
  return parts !== undefined && parts.length > 1 && !isServiceLink(name) ? parts : undefined;
}

function divide(words: readonly string[], forms: SettingForms): readonly string[] | undefined {
  const heads = words.map((_, i) => words.slice(0, i + 1).join('_'));
  const below = (known: (name: string) => boolean): readonly string[] | undefined => {
    for (const [i, head] of heads.entries()) {
      const name = camelCase(head);
      if (head === '' || !known(name)) continue;
      const rest = words.slice(i + 1);
      const parts = rest.length === 0 ? [] : divide(rest, formsBelow(forms, name, undefined));
      if (parts !== undefined) return [head, ...parts];
    }
    return undefined;
  };
  return (
    below((name) => isSettingName(forms, name)) ??
    (takeAnyName(forms, undefined) ? below(() => true) : undefined)
  );
}

/**
 * Kubernetes sets these in all pods of a namespace for a Service `tocsin`, or one such as `tocsin-services`:
 * `TOCSIN_SERVICES_SERVICE_HOST`, `TOCSIN_SERVICES_PORT_80_TCP_ADDR`.
 */
function isServiceLink(name: string): boolean {
  return /(?:^|_)(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/.test(
    name,
  );
}
