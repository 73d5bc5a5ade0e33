import { ExpressionAutomaton } from './expression-automaton.js';
import { type ExpressionTree, expressionTree } from './expression-tree.js';

/** Characters; of a longer text only so much is looked at. */
const LONGEST_TEXT = 4_096;
/** Characters; longer expressions are left to JavaScript. */
const LONGEST_SOURCE = 2_000;

/** Whether characters fit, each as the expression's flags see it. */
type Test = (characters: Iterable<string>) => boolean;

/**
 * A regular expression whose {@link LinearExpression.test} takes time in proportion to the text, whatever the expression
 * is, where JavaScript's own may take for ever. For expressions of strangers that are run on the host's event loop.
 * Whatever else can be done with a `RegExp` is done as ever.
 *
 * Of a text the first 4 096 characters are looked at.
 */
export class LinearExpression extends RegExp {
  readonly #test: Test;

  private constructor(source: string, flags: string, test: Test) {
    super(source, flags);
    this.#test = test;
  }

  /**
   * @returns `undefined` for one that cannot be answered in such a time: back references, look-behind, look-ahead
   * elsewhere than after a `^` at its beginning, and expressions that are very large
   * @throws `SyntaxError` for one that is none
   * @example LinearExpression.of('^(?:a+)+$', '')?.test('aaaa')
   */
  static of(source: string, flags: string): LinearExpression | undefined {
    const native = new RegExp(source, flags);
    if (native.source.length > LONGEST_SOURCE || flags.includes('v')) return undefined;
    const tree = expressionTree(native.source, flags);
    if (tree === undefined) return undefined;
    const test = testOf(tree, flags, !flags.includes('y'));
    return test === undefined ? undefined : new LinearExpression(source, flags, test);
  }

  /** Whether it fits anywhere in a text; for a sticky one, at its beginning. Looks at no `lastIndex`. */
  override test(text: string): boolean {
    const seen = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
    return this.#test(this.unicode ? seen : seen.split(''));
  }
}

/** @returns `undefined` if it is too large */
function testOf({ node, ahead }: ExpressionTree, flags: string, anywhere: boolean): Test | undefined {
  const automaton = ExpressionAutomaton.of(node, flags, anywhere);
  if (automaton === undefined) return undefined;
  const conditions: Test[] = [];
  for (const { tree, wanted } of ahead) {
    const test = testOf(tree, flags, false);
    if (test === undefined) return undefined;
    conditions.push((characters) => test(characters) === wanted);
  }
  return (characters) => conditions.every((fits) => fits(characters)) && automaton.fits(characters);
}
