/*
 * A regular expression taken apart, as far as an automaton can answer it.
 */

/** Whether one character fits. */
export type CharacterTest = (character: string) => boolean;

/** A place between two characters. */
export type Edge = 'start' | 'end' | 'word' | 'notWord';

export type ExpressionNode =
  | { readonly kind: 'character'; readonly fits: CharacterTest }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'sequence'; readonly parts: readonly ExpressionNode[] }
  | { readonly kind: 'choice'; readonly options: readonly ExpressionNode[] }
  | { readonly kind: 'repeat'; readonly node: ExpressionNode; readonly least: number; readonly most: number };

export interface ExpressionTree {
  readonly node: ExpressionNode;
  /** What has to follow at the beginning of the text, or must not, too. */
  readonly ahead: readonly LookAhead[];
}

/** Only those are taken that stand right after a `^` at the very beginning, or within one at its beginning. */
export interface LookAhead {
  readonly tree: ExpressionTree;
  readonly wanted: boolean;
}

const REPETITION = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/;
/** An escape that stands for one character, or for one of several. */
const ESCAPE = /^\\(?:[dDwWsSfnrtv]|0(?!\d)|x[\da-fA-F]{2}|u[\da-fA-F]{4}|[^\da-zA-Z])/;
/** The same only where a character is a whole one and not half of one. */
const UNICODE_ESCAPE = /^\\(?:u\{[\da-fA-F]+\}|[pP]\{[\w=]+\})/;
const PAIR = /^\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/;

/** Deeper groups are refused: each is a call of its own. */
const DEEPEST = 100;

/**
 * Takes an expression apart that `RegExp` accepts. `undefined` if it holds what needs more than an automaton, such as a
 * back reference, or what nobody writes.
 *
 * @param flags of `i`, `m`, `s` and `u`; others do not matter here
 */
export function expressionTree(source: string, flags: string): ExpressionTree | undefined {
  try {
    return new Parser(source, flags).parse();
  } catch (error) {
    if (error instanceof NotRegular) return undefined;
    throw error;
  }
}

class NotRegular extends Error {}

class Parser {
  readonly #source: string;
  readonly #unicode: boolean;
  readonly #flags: string;
  #at = 0;
  /** How many groups are open. */
  #depth = 0;
  /** The innermost look-ahead that is open, or the whole: what it holds at its beginning, and how deep that is. */
  #outer: { readonly ahead: LookAhead[]; readonly depth: number } = { ahead: [], depth: 1 };

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#unicode = flags.includes('u');
    this.#flags = [...'imsu'].filter((flag) => flags.includes(flag)).join('');
  }

  parse(): ExpressionTree {
    const tree = this.#tree();
    if (this.#at < this.#source.length) throw new NotRegular();
    return tree;
  }

  #tree(): ExpressionTree {
    const node = this.#choice();
    const { ahead } = this.#outer;
    if (ahead.length > 0 && node.kind === 'choice') throw new NotRegular();
    return { node, ahead };
  }

  get #rest(): string {
    return this.#source.slice(this.#at);
  }

  #choice(): ExpressionNode {
    if (++this.#depth > DEEPEST) throw new NotRegular();
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    this.#depth--;
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(): ExpressionNode {
    const parts: ExpressionNode[] = [];
    while (this.#at < this.#source.length && !/^[|)]/.test(this.#rest)) {
      if (this.#lookAhead(parts)) continue;
      parts.push(this.#repeated(this.#part()));
    }
    return { kind: 'sequence', parts };
  }

  /** Only where it can be asked for by itself: at the beginning of the text. */
  #lookAhead(parts: readonly ExpressionNode[]): boolean {
    const [, sign] = /^\(\?([=!])/.exec(this.#rest) ?? [];
    if (sign === undefined) return false;
    const outer = this.#outer;
    if (this.#depth !== outer.depth || !this.#isBeginning(parts)) throw new NotRegular();
    this.#at += 3;
    this.#outer = { ahead: [], depth: this.#depth + 1 };
    const tree = this.#tree();
    this.#outer = outer;
    if (!this.#take(')') || REPETITION.test(this.#rest)) throw new NotRegular();
    outer.ahead.push({ tree, wanted: sign === '=' });
    return true;
  }

  #isBeginning([first, ...others]: readonly ExpressionNode[]): boolean {
    if (this.#depth > 1) return first === undefined;
    const anchored = first?.kind === 'edge' && first.edge === 'start' && !this.#flags.includes('m');
    return anchored && others.length === 0;
  }

  #part(): ExpressionNode {
    if (this.#take('^')) return { kind: 'edge', edge: 'start' };
    if (this.#take('$')) return { kind: 'edge', edge: 'end' };
    if (this.#take('\\b')) return { kind: 'edge', edge: 'word' };
    if (this.#take('\\B')) return { kind: 'edge', edge: 'notWord' };
    if (this.#take('(')) {
      if (!this.#take('?:') && this.#rest.startsWith('?')) throw new NotRegular();
      const node = this.#choice();
      if (!this.#take(')')) throw new NotRegular();
      return node;
    }
    const text = this.#rest.startsWith('[') ? this.#class() : this.#character();
    this.#at += text.length;
    return { kind: 'character', fits: this.#test(text) };
  }

  #repeated(node: ExpressionNode): ExpressionNode {
    const found = REPETITION.exec(this.#rest);
    if (found === null) return node;
    if (node.kind === 'edge') throw new NotRegular();
    this.#at += found[0].length;
    const [whole, least, range, most] = found;
    if (least === undefined) {
      const endless = !whole.startsWith('?');
      return { kind: 'repeat', node, least: whole.startsWith('+') ? 1 : 0, most: endless ? Infinity : 1 };
    }
    const upTo = range === undefined ? Number(least) : most === '' ? Infinity : Number(most);
    return { kind: 'repeat', node, least: Number(least), most: upTo };
  }

  #character(): string {
    const rest = this.#rest;
    if (!rest.startsWith('\\'))
      return this.#unicode ? String.fromCodePoint(rest.codePointAt(0) ?? 0) : rest.charAt(0);
    const unicode = this.#unicode ? (PAIR.exec(rest) ?? UNICODE_ESCAPE.exec(rest)) : null;
    const [found] = unicode ?? ESCAPE.exec(rest) ?? [];
    if (found === undefined) throw new NotRegular();
    return found;
  }

  #class(): string {
    for (let at = this.#at + 1; at < this.#source.length; at++) {
      const character = this.#source.charAt(at);
      if (character === '\\') at++;
      else if (character === ']') return this.#source.slice(this.#at, at + 1);
    }
    throw new NotRegular();
  }

  /** What one character is, JavaScript's own expressions know best. */
  #test(text: string): CharacterTest {
    const expression = new RegExp(`^(?:${text})$`, this.#flags.replace('m', ''));
    return (character) => expression.test(character);
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}
