import type { CharacterTest, Edge, ExpressionNode } from './expression-tree.js';

/** What the program of an expression is made of. */
type Step =
  | { readonly kind: 'character'; readonly fits: CharacterTest; readonly next: number }
  | { readonly kind: 'edge'; readonly edge: Edge; readonly next: number }
  | { readonly kind: 'fork'; readonly ways: readonly number[] }
  | { readonly kind: 'done' };

/** Steps of one expression; those that need more are refused. */
const MOST_STEPS = 500;
/** Nodes that are looked at for them: a repetition of nothing has no steps, but may be repeated for ever. */
const MOST_NODES = 10_000;
/** Numbers of steps that are remembered of one expression, in all; then it is begun anew. */
const MOST_REMEMBERED = 20_000;

/** What stands beside a place: nothing, the end of a line, a part of a word, or anything else. */
type Side = 'none' | 'line' | 'word' | 'other';

const LINE_END = /^[\n\r\u2028\u2029]$/;

/** Where the expression may be, between two characters. */
interface Place {
  readonly steps: readonly number[];
  readonly before: Side;
  /** Where it may be after a character; `true` if the expression fits by then. */
  readonly after: Map<string, Place | boolean>;
}

/**
 * Answers whether an expression fits in time that is in proportion to the text: it keeps all places in the expression
 * that are possible at once, where JavaScript tries one after the other. What it found out it remembers.
 */
export class ExpressionAutomaton {
  readonly #program: Step[] = [];
  readonly #begin: number;
  readonly #isWord: CharacterTest;
  readonly #lines: boolean;
  /** Whether it may begin anywhere. */
  readonly #anywhere: boolean;
  readonly #places = new Map<string, Place>();
  #remembered = 0;
  #nodes = 0;

  private constructor(node: ExpressionNode, flags: string, anywhere: boolean) {
    const word = new RegExp('^\\w$', flags.includes('u') && flags.includes('i') ? 'iu' : '');
    this.#isWord = (character) => word.test(character);
    this.#lines = flags.includes('m');
    this.#anywhere = anywhere;
    this.#begin = this.#compile(node, this.#add({ kind: 'done' }));
  }

  /** @returns `undefined` if the expression is too large */
  static of(node: ExpressionNode, flags: string, anywhere: boolean): ExpressionAutomaton | undefined {
    try {
      return new ExpressionAutomaton(node, flags, anywhere);
    } catch (error) {
      if (error instanceof TooLarge) return undefined;
      throw error;
    }
  }

  /** @param characters of the text, each as the expression's flags see it */
  fits(characters: Iterable<string>): boolean {
    let place = this.#place([this.#begin], 'none');
    for (const character of characters) {
      const after = place.after.get(character) ?? this.#advance(place, character);
      if (typeof after === 'boolean') return after;
      place = after;
    }
    const end = place.after.get('') ?? this.#advance(place, '');
    return end === true;
  }

  /** What is possible after a character, or at the end of the text for an empty one. */
  #advance(place: Place, character: string): Place | boolean {
    const here = this.#reach(place, this.#sideOf(character));
    const next = new Set<number>();
    let done = false;
    for (const id of here) {
      const step = this.#program[id];
      if (step?.kind === 'done') done = true;
      else if (step?.kind === 'character' && character !== '' && step.fits(character)) next.add(step.next);
    }
    if (this.#anywhere) next.add(this.#begin);
    const after =
      done || next.size === 0 || character === '' ? done : this.#place([...next], this.#sideOf(character));
    place.after.set(character, after);
    this.#count(1);
    return after;
  }

  /** All steps that are reached without a character. */
  #reach({ steps, before }: Place, after: Side): ReadonlySet<number> {
    const reached = new Set(steps);
    for (const id of reached) {
      const step = this.#program[id];
      if (step?.kind === 'fork') for (const way of step.ways) reached.add(way);
      else if (step?.kind === 'edge' && this.#isAt(step.edge, before, after)) reached.add(step.next);
    }
    return reached;
  }

  #isAt(edge: Edge, before: Side, after: Side): boolean {
    switch (edge) {
      case 'start':
        return before === 'none' || (this.#lines && before === 'line');
      case 'end':
        return after === 'none' || (this.#lines && after === 'line');
      case 'word':
        return (before === 'word') !== (after === 'word');
      case 'notWord':
        return (before === 'word') === (after === 'word');
    }
  }

  #sideOf(character: string): Side {
    if (character === '') return 'none';
    if (LINE_END.test(character)) return 'line';
    return this.#isWord(character) ? 'word' : 'other';
  }

  #place(steps: number[], before: Side): Place {
    const key = `${before} ${steps.sort((a, b) => a - b).join(' ')}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#count(steps.length);
    const place: Place = { steps, before, after: new Map() };
    this.#places.set(key, place);
    return place;
  }

  /** Forgets everything when it was too much. */
  #count(more: number): void {
    this.#remembered += more;
    if (this.#remembered <= MOST_REMEMBERED) return;
    for (const place of this.#places.values()) place.after.clear();
    this.#places.clear();
    this.#remembered = more;
  }

  #add(step: Step): number {
    if (this.#program.length >= MOST_STEPS) throw new TooLarge();
    return this.#program.push(step) - 1;
  }

  /** Appends the steps of a node that lead to `next`; gives the first of them. */
  #compile(node: ExpressionNode, next: number): number {
    if (++this.#nodes > MOST_NODES) throw new TooLarge();
    switch (node.kind) {
      case 'character':
        return this.#add({ kind: 'character', fits: node.fits, next });
      case 'edge':
        return this.#add({ kind: 'edge', edge: node.edge, next });
      case 'sequence':
        return node.parts.reduceRight((then, part) => this.#compile(part, then), next);
      case 'choice':
        return this.#add({ kind: 'fork', ways: node.options.map((option) => this.#compile(option, next)) });
      case 'repeat':
        return this.#repeat(node.node, node.least, node.most, next);
    }
  }

  #repeat(node: ExpressionNode, least: number, most: number, next: number): number {
    let first = next;
    if (most === Number.POSITIVE_INFINITY) {
      const ways: number[] = [next];
      first = this.#add({ kind: 'fork', ways });
      ways.push(this.#compile(node, first));
    } else {
      for (let i = least; i < most; i++)
        first = this.#add({ kind: 'fork', ways: [next, this.#compile(node, first)] });
    }
    for (let i = 0; i < least; i++) first = this.#compile(node, first);
    return first;
  }
}

class TooLarge extends Error {}
