/** Where a text stops being JSON. */
export interface JsonError {
  /** From 0. */
  readonly offset: number;
  readonly expected: string;
}

/**
 * Where and why a text is not JSON; `undefined` if it is. The messages of `JSON.parse` say where only sometimes, and
 * quote the text, which may hold secrets.
 */
export function findJsonError(text: string): JsonError | undefined {
  const next = reader(text);
  // What may come now, innermost last; a stack instead of recursion, since the text may nest as deep as it likes.
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'a value';
  for (;;) {
    const { token, offset } = next();
    const inside = open.at(-1);
    const closes = inside === '{' ? token === '}' : inside === '[' && token === ']';
    if (wanted === 'the end of the file') {
      return offset === text.length ? undefined : { offset, expected: wanted };
    }
    if (closes && CLOSABLE.has(wanted)) {
      open.pop();
    } else if (wanted === "','" || wanted === "':'") {
      const separator: string = wanted.charAt(1);
      if (token !== separator) {
        return { offset, expected: wanted === "','" && inside ? `',' or '${CLOSING[inside]}'` : wanted };
      }
      wanted = token === ':' || inside === '[' ? 'a value' : 'a name in double quotes';
      continue;
    } else if (wanted === 'a name in double quotes' || wanted === "a name in double quotes or '}'") {
      if (!token.startsWith('"')) return { offset, expected: wanted };
      wanted = "':'";
      continue;
    } else if (token === '{' || token === '[') {
      open.push(token);
      wanted = token === '{' ? "a name in double quotes or '}'" : "a value or ']'";
      continue;
    } else if (token === '' || '}],:'.includes(token)) {
      return { offset, expected: wanted };
    }
    wanted = open.length === 0 ? 'the end of the file' : "','";
  }
}

type Wanted =
  | 'a value'
  | "a value or ']'"
  | 'a name in double quotes'
  | "a name in double quotes or '}'"
  | "':'"
  | "','"
  | 'the end of the file';

const CLOSABLE = new Set<Wanted>(["a value or ']'", "a name in double quotes or '}'", "','"]);

const CLOSING = { '{': '}', '[': ']' } as const;

/** Gives the tokens one by one; an empty one at the end, and where there is none. */
function reader(text: string): () => { token: string; offset: number } {
  const token =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON does not have them in strings
    /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
  const space = /[ \t\r\n]*/y;
  let position = 0;
  return () => {
    space.lastIndex = position;
    space.test(text);
    position = space.lastIndex;
    token.lastIndex = position;
    const found = token.exec(text)?.[0] ?? '';
    const offset = position;
    position += found.length;
    return { token: found, offset };
  };
}
