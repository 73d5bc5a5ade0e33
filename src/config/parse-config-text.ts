import { ConfigError } from '../domain/config-error.js';
import { findJsonError } from './json-error.js';

/**
 * The data that a JSON or YAML text holds, without what stands below names at the top that begin with `x-`: that is only
 * there to be shared by anchors, or for other programs. `file` only names it in errors.
 *
 * @throws {@link ConfigError} with line and column; the text itself, which may hold secrets, is not quoted.
 */
export async function parseConfigText(text: string, format: 'json' | 'yaml', file: string): Promise<unknown> {
  if (text.trim() === '') throw failure(file, 'is empty; see docs/configuration.md for what it may hold');
  const data = format === 'json' ? parseJson(text, file) : await parseYaml(text, file);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => !name.startsWith('x-')));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { offset, expected } = findJsonError(text) ?? { offset: 0, expected: 'JSON' };
    const before = text.slice(0, offset).split('\n');
    const column = (before.at(-1) ?? '').length + 1;
    throw failure(`${file}:${before.length}:${column}`, `is not JSON: expected ${expected}`);
  }
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  // Loaded when it is needed: most programs that embed Tocsin read no YAML.
  const { LineCounter, parseDocument, visit } = await import('yaml');
  const lineCounter = new LineCounter();
  // Pretty errors quote the line.
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false });
  const failureAt = (offset: number, code: string): ConfigError => {
    const { line, col } = lineCounter.linePos(offset);
    return failure(
      `${file}:${line}:${col}`,
      `is not YAML: ${YAML_ERRORS[code] ?? 'there is a mistake here'}`,
    );
  };
  const [error] = document.errors;
  if (error !== undefined) throw failureAt(error.pos[0], error.code);
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) throw failureAt(alias.range?.[0] ?? 0, 'BAD_ALIAS');
    },
  });
  if (document.contents === null)
    throw failure(file, 'is empty; see docs/configuration.md for what it may hold');
  try {
    return document.toJS();
  } catch {
    // All aliases lead somewhere; what is left are those that unfold without end.
    throw failure(file, 'has too many aliases');
  }
}

/** The parser's own messages may quote what they found. */
const YAML_ERRORS: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'there is no anchor of that name before this alias',
  BAD_INDENT: 'the indentation does not fit, or a bracket or brace before is not closed',
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  BAD_DQ_ESCAPE: 'no such escape in a text in double quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a name and value cannot stand inside another on one line; a colon may be missing quotes',
  DUPLICATE_KEY: 'the same name stands here a second time',
  MISSING_CHAR: 'a character is missing, such as a closing quote, bracket or brace',
  MULTILINE_IMPLICIT_KEY: 'a name must be on one line; a colon may be missing',
  MULTIPLE_DOCS: 'there is a second document; keep one',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  UNEXPECTED_TOKEN: 'this is not expected here',
};

function failure(where: string, what: string): ConfigError {
  return new ConfigError([{ path: '', message: `${where} ${what}` }]);
}
