import type { ComponentChildren, JSX } from 'preact';
import type { Status } from '../../../src/domain/service.js';
import type { Severity } from '../../../src/domain/severity.js';

/** Each state has a shape of its own, so that none is told by colour alone. All are 16 by 16. */
function Icon({ kind, children }: { kind: string; children: ComponentChildren }): JSX.Element {
  return (
    <svg class={`icon icon-${kind}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const OCTAGON = 'M5 1h6l4 4v6l-4 4H5l-4-4V5z';
const TRIANGLE = 'M8 1.2 15.4 14.6H.6z';
const DIAMOND = 'M8 .6 15.4 8 8 15.4.6 8z';

/** The icon of a status; of a paused service two bars. */
export function StatusIcon({ status, paused = false }: { status: Status; paused?: boolean }): JSX.Element {
  if (paused) {
    return (
      <Icon kind="paused">
        <path class="icon-line" d="M8 1.2a6.8 6.8 0 1 0 0 13.6A6.8 6.8 0 0 0 8 1.2z" />
        <path class="icon-line" d="M6.2 5.2v5.6M9.8 5.2v5.6" />
      </Icon>
    );
  }
  switch (status) {
    case 'healthy':
      return (
        <Icon kind="healthy">
          <circle class="icon-fill" cx="8" cy="8" r="7" />
          <path class="icon-mark" d="m4.7 8.3 2.3 2.3 4.3-4.8" />
        </Icon>
      );
    case 'degraded':
      return (
        <Icon kind="degraded">
          <path class="icon-fill" d={TRIANGLE} />
          <path class="icon-mark" d="M8 6v4M8 11.7v1.3" />
        </Icon>
      );
    case 'unhealthy':
      return (
        <Icon kind="unhealthy">
          <path class="icon-fill" d={OCTAGON} />
          <path class="icon-mark" d="m5.3 5.3 5.4 5.4m0-5.4-5.4 5.4" />
        </Icon>
      );
    case 'unknown':
      return (
        <Icon kind="unknown">
          <circle class="icon-line icon-dashed" cx="8" cy="8" r="6.5" />
          <path class="icon-line" d="M8 7.5v1" />
        </Icon>
      );
  }
}

export function SeverityIcon({ severity }: { severity: Severity }): JSX.Element {
  switch (severity) {
    case 'debug':
      return (
        <Icon kind="debug">
          <circle class="icon-line" cx="8" cy="8" r="3" />
        </Icon>
      );
    case 'info':
      return (
        <Icon kind="info">
          <circle class="icon-line" cx="8" cy="8" r="6.5" />
          <path class="icon-line" d="M8 7.3v4M8 4.5v1.2" />
        </Icon>
      );
    case 'warning':
      return (
        <Icon kind="warning">
          <path class="icon-fill" d={TRIANGLE} />
          <path class="icon-mark" d="M8 6v4M8 11.7v1.3" />
        </Icon>
      );
    case 'error':
      return (
        <Icon kind="error">
          <path class="icon-fill" d={DIAMOND} />
          <path class="icon-mark" d="M8 4v5M8 10.6v1.4" />
        </Icon>
      );
    case 'critical':
      return (
        <Icon kind="critical">
          <path class="icon-fill" d={OCTAGON} />
          <path class="icon-mark" d="M5.7 4v5M5.7 10.6v1.4M10.3 4v5M10.3 10.6v1.4" />
        </Icon>
      );
  }
}

const SIGNS = {
  bell: 'M8 2a4 4 0 0 0-4 4v3l-1.5 2.5h11L12 9V6a4 4 0 0 0-4-4zM6.5 13.5a1.6 1.6 0 0 0 3 0',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  cross: 'm4 4 8 8m0-8-8 8',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.5 1.5',
  stack: 'M2 5l6-3 6 3-6 3zM2 8l6 3 6-3M2 11l6 3 6-3',
  mute: 'M8 2a4 4 0 0 0-4 4v3l-1.5 2.5h11L12 9V6a4 4 0 0 0-4-4zM2 2l12 12',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3l8 5-8 5z',
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.5v3h-3',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z',
  auto: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 1.5v13',
  keyboard: 'M1.5 4.5h13v7h-13zM4 7h.01M6.6 7h.01M9.3 7h.01M12 7h.01M5 9.5h6',
  exit: 'M9.5 2.5h-6v11h6M6.5 8h8M12 5.5 14.5 8 12 10.5',
  send: 'M14 2 2 7l4.5 2.5L9 14zM14 2 6.5 9.5',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  plus: 'M8 3v10M3 8h10',
  circuitClosed: 'M1 8h4m6 0h4M5 8h6',
  circuitOpen: 'M1 8h4m6 0h4M5 8l5.5-4',
  circuitHalf: 'M1 8h4m6 0h4M5 8l2.5-1.2M9 6l1.5-.7',
} as const;

export type SignName = keyof typeof SIGNS;

/** A plain sign, drawn in the colour of the text. */
export function Sign({ name }: { name: SignName }): JSX.Element {
  return (
    <Icon kind="sign">
      <path class="icon-line" d={SIGNS[name]} />
    </Icon>
  );
}
