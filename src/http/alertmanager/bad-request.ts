import { TocsinError } from '../../domain/tocsin-error.js';

/** A request that cannot be met as it is; its message is for whoever sent it. */
export class BadRequest extends TocsinError {
  override readonly name: string = 'BadRequest';

  constructor(message: string) {
    super('ERR_HTTP_REQUEST', message);
  }
}
