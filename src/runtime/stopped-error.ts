import { TocsinError } from '../domain/tocsin-error.js';

export function stoppedError(): TocsinError {
  return new TocsinError('ERR_STOPPED', 'the monitor was stopped; create another one');
}
