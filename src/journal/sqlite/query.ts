import type Database from 'libsql';
import type { Cell } from './event-batch.js';

/** A statement that is made once and gives rows as lists of cells. */
export class Query {
  readonly #statement: Database.Statement;

  constructor(database: Database.Database, sql: string) {
    this.#statement = database.prepare(sql);
  }

  /** Runs a statement that gives no rows; says how many it changed. */
  run(...cells: readonly (Cell | Uint8Array)[]): number {
    return this.#statement.run(cells).changes;
  }

  /** The first row; empty if there is none. */
  row(...cells: readonly Cell[]): readonly unknown[] {
    const row: unknown = this.#statement.raw().get(cells);
    return Array.isArray(row) ? row : [];
  }

  rows(...cells: readonly Cell[]): readonly (readonly unknown[])[] {
    return this.#statement.raw().all(cells).map(asRow);
  }
}

function asRow(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [];
}

/** The numbers that stand for names in rows, kept in a table of the database. */
export class Dictionary {
  readonly #ids = new Map<string, number>();
  readonly #find: Query;
  readonly #add: Query;

  /**
   * @param find a query for the id, with one parameter for each part of the name
   * @param add a statement that adds a name
   */
  constructor(database: Database.Database, find: string, add: string) {
    this.#find = new Query(database, find);
    this.#add = new Query(database, add);
  }

  /** The number of a name; it is given one if it has none. */
  id(...name: readonly Cell[]): number {
    const key = name.length === 1 ? String(name[0]) : name.join('\0');
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    let [id] = this.#find.row(...name);
    if (id === undefined) {
      this.#add.run(...name);
      [id] = this.#find.row(...name);
    }
    this.#ids.set(key, Number(id));
    return Number(id);
  }

  /** The number of a name if it has one. */
  known(...name: readonly Cell[]): number | undefined {
    const [id] = this.#find.row(...name);
    return id === undefined ? undefined : Number(id);
  }

  /** What was added in a transaction that failed is not there. */
  forget(): void {
    this.#ids.clear();
  }
}
