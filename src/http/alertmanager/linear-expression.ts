import { LinearExpression } from '../../domain/linear-expression.js';
import { BadRequest } from './bad-request.js';

/**
 * An expression that ends in time whatever it is tried on.
 *
 * @throws {@link BadRequest} for one that is too large
 */
export function linearExpression(source: string, flags: string): LinearExpression {
  const expression = LinearExpression.of(source, flags);
  if (expression !== undefined) return expression;
  const shown = source.length > 100 ? `${source.slice(0, 99)}…` : source;
  throw new BadRequest(`the expression ${JSON.stringify(shown)} is too large; repeat less, or write several`);
}
