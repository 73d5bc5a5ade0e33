import type { ErrorCategory } from '../domain/captured-error.js';

/** What is known of errors by their code: Node's, the system's, and those of clients that many programs use. */
const CODES: Readonly<Record<Exclude<ErrorCategory, 'unknown'>, string>> = {
  transient: `
    EADDRNOTAVAIL EAGAIN EAI_AGAIN EAI_FAIL EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH ENETDOWN
    ENETRESET ENETUNREACH ENOTCONN ENOTFOUND EPIPE ESOCKETTIMEDOUT ETIMEDOUT EWOULDBLOCK
    ENODATA EREFUSED ESERVFAIL ETIMEOUT
    ECONNCLOSED ECONNECTION EENVELOPE ESOCKET ESOCKETCLOSED
    ERR_HTTP2_GOAWAY_SESSION ERR_HTTP2_SESSION_ERROR ERR_HTTP2_STREAM_CANCEL ERR_HTTP2_STREAM_ERROR
    ERR_HTTP_REQUEST_TIMEOUT ERR_SOCKET_CLOSED ERR_SOCKET_CONNECTION_TIMEOUT ERR_STREAM_PREMATURE_CLOSE
    ERR_TLS_HANDSHAKE_TIMEOUT ERR_NETWORK
    UND_ERR_BODY_TIMEOUT UND_ERR_CLOSED UND_ERR_CONNECT_TIMEOUT UND_ERR_DESTROYED UND_ERR_HEADERS_TIMEOUT UND_ERR_SOCKET
    EOPENBREAKER ESEMLOCKED ERR_BREAKER_OPEN ERR_BREAKER_TIMEOUT ERR_CHECK_TIMEOUT ERR_JOURNAL_BUSY ERR_JOURNAL_SLOW
    SQLITE_BUSY SQLITE_LOCKED PROTOCOL_CONNECTION_LOST ER_LOCK_DEADLOCK ER_LOCK_WAIT_TIMEOUT`,
  data: `
    ERR_ENCODING_INVALID_ENCODED_DATA ERR_INVALID_CHAR ERR_INVALID_FILE_URL_PATH ERR_INVALID_HTTP_TOKEN ERR_INVALID_URI
    ERR_INVALID_URL ERR_PARSE_ARGS_INVALID_OPTION_VALUE ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL ERR_PARSE_ARGS_UNKNOWN_OPTION
    Z_BUF_ERROR Z_DATA_ERROR FST_ERR_VALIDATION FST_ERR_CTP_INVALID_JSON_BODY FST_ERR_CTP_EMPTY_JSON_BODY
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH UND_ERR_REQ_CONTENT_LENGTH_MISMATCH UND_ERR_HEADERS_OVERFLOW
    SQLITE_CONSTRAINT SQLITE_MISMATCH ER_DUP_ENTRY 11000 11001 ERR_INVALID_ALERT`,
  execution: `
    EAUTH ERR_CHILD_PROCESS_STDIO_MAXBUFFER UND_ERR_RES_EXCEEDED_MAX_SIZE ER_ACCESS_DENIED_ERROR`,
  system: `
    EACCES EADDRINUSE EDQUOT EEXIST EFBIG EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENOBUFS ENODEV ENOENT ENOMEM
    ENOSPC ENOTDIR ENOTEMPTY ENXIO EPERM EROFS ETXTBSY EXDEV
    ERR_DLOPEN_FAILED ERR_FS_FILE_TOO_LARGE ERR_WORKER_INIT_FAILED ERR_WORKER_OUT_OF_MEMORY
    SQLITE_CANTOPEN SQLITE_CORRUPT SQLITE_FULL SQLITE_IOERR SQLITE_NOTADB SQLITE_READONLY
    ERR_JOURNAL_FULL ERR_JOURNAL_GONE ERR_JOURNAL_IO ERR_JOURNAL_READ_ONLY`,
  permanent: `
    ERR_ASSERTION ERR_HTTP_HEADERS_SENT ERR_INVALID_ARG_TYPE ERR_INVALID_ARG_VALUE ERR_INVALID_CALLBACK
    ERR_INVALID_RETURN_VALUE ERR_INVALID_STATE ERR_INVALID_THIS ERR_METHOD_NOT_IMPLEMENTED ERR_MISSING_ARGS
    ERR_MODULE_NOT_FOUND ERR_MULTIPLE_CALLBACK ERR_OUT_OF_RANGE ERR_PACKAGE_PATH_NOT_EXPORTED ERR_REQUIRE_ESM
    ERR_STREAM_ALREADY_FINISHED ERR_STREAM_WRITE_AFTER_END ERR_UNKNOWN_FILE_EXTENSION ERR_UNSUPPORTED_DIR_IMPORT
    ERR_UNSUPPORTED_ESM_URL_SCHEME MODULE_NOT_FOUND ERR_USE_AFTER_CLOSE ERR_BUFFER_OUT_OF_BOUNDS
    UND_ERR_INVALID_ARG UND_ERR_INVALID_RETURN_VALUE UND_ERR_NOT_SUPPORTED
    EBADF EINVAL ENOSYS ENOTSUP EPROTO
    CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REVOKED DEPTH_ZERO_SELF_SIGNED_CERT ERR_TLS_CERT_ALTNAME_INVALID
    SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE
    ERR_CONFIG ERR_DURATION ERR_STOPPED ERR_UNKNOWN_SERVICE ERR_SERVICE_EXISTS`,
  cancelled: `ABORT_ERR ERR_ABORTED ERR_CANCELED ERR_CHECK_CANCELLED UND_ERR_ABORTED`,
};

/** Whole families of codes. */
const FAMILIES: readonly (readonly [RegExp, ErrorCategory])[] = [
  [/^HPE_/, 'data'],
  [/^SQLITE_BUSY|^SQLITE_LOCKED/, 'transient'],
  [/^SQLITE_CONSTRAINT/, 'data'],
  [/^SQLITE_(?:CANTOPEN|CORRUPT|FULL|IOERR|READONLY)/, 'system'],
  [/^ERR_(?:SSL|OSSL)_/, 'permanent'],
];

/**
 * SQLSTATE, as PostgreSQL's drivers have it: its first two characters are its class. In a text it could be any word of five
 * characters.
 */
const SQL_STATES: typeof FAMILIES = [
  [/^(?:08|40|57|58)[0-9A-Z]{3}$/, 'transient'],
  [/^(?:22|23)[0-9A-Z]{3}$/, 'data'],
  [/^53[0-9A-Z]{3}$/, 'system'],
  [/^28[0-9A-Z]{3}$/, 'execution'],
  [/^42[0-9A-Z]{3}$/, 'permanent'],
];

/** Names that say as much as a code. */
const NAMES: ReadonlyMap<string, ErrorCategory> = new Map([
  ['AbortError', 'cancelled'],
  ['CanceledError', 'cancelled'],
  ['CancelError', 'cancelled'],
  ['TimeoutError', 'transient'],
  ['BrokenCircuitError', 'transient'],
  ['IsolatedCircuitError', 'transient'],
  ['BulkheadRejectedError', 'transient'],
  ['ZodError', 'data'],
  ['$ZodError', 'data'],
  ['ZodRealError', 'data'],
  ['ValidationError', 'data'],
  ['YAMLParseError', 'data'],
  ['CastError', 'data'],
  ['AssertionError', 'permanent'],
  ['ConfigError', 'permanent'],
]);

/** The classes of the language itself: they say less than any of the above. */
const CLASSES: ReadonlyMap<string, ErrorCategory> = new Map([
  ['SyntaxError', 'data'],
  ['URIError', 'data'],
  ['TypeError', 'permanent'],
  ['ReferenceError', 'permanent'],
  ['RangeError', 'permanent'],
  ['EvalError', 'permanent'],
]);

/** What names of classes mostly mean. */
const NAME_PATTERNS: readonly (readonly [RegExp, ErrorCategory])[] = [
  [/^(?:Abort|Cancel)/, 'cancelled'],
  [/Time(?:d)?out/i, 'transient'],
  [/^(?:Throttling|TooManyRequests|SlowDown|RateLimit)|ServerSelection(?:Error)?$/, 'transient'],
  [/^(?:Connect|Connection|Network|Socket)|(?:Connection|Network|Socket)(?:Error|Exception)$/, 'transient'],
  [/(?:Validat|Pars|Format|Schema|Decod|Deserializ)\w*(?:Error|Exception)$/, 'data'],
  [/OutOfMemory|DiskFull|Memory(?:Error|Exception)$|Resources?(?:Exhausted)?(?:Error|Exception)$/, 'system'],
];

/** Words in a text that may be codes, as in `connect ECONNREFUSED 127.0.0.1:5432`. */
const CODE_IN_TEXT = /\b(?:E[A-Z]{3,}|[A-Z]{2,}(?:_[A-Z0-9]+)+)\b/g;

/** What texts mostly mean; the last resort, and in this order: what says more goes first, single words last. */
const TEXTS: readonly (readonly [RegExp, ErrorCategory])[] = [
  [/\b(?:operation|request|call|task) (?:was )?(?:aborted|cancell?ed)\b/i, 'cancelled'],
  [/\btim(?:ed|e)[ -]?out\b|\bdeadline exceeded\b/i, 'transient'],
  [/\bconnection (?:was |is )?(?:refused|reset|closed|lost|terminated|aborted|failed)\b/i, 'transient'],
  [/\bsocket hang ?up\b|\bother side closed\b|\bunreachable\b/i, 'transient'],
  [/\bout of memory\b|\bheap\b|\ballocation failed\b|\bno space left\b|\btoo many open files\b/i, 'system'],
  [
    /\bpermission denied\b|\bno such file\b|\bdisk (?:is )?(?:full|quota)\b|\bunable to open\b|\bread-only file\b/i,
    'system',
  ],
  [
    /\b(?:insufficient|not enough|exhausted)\b.*\b(?:memory|resources?)\b|\bresources? exhausted\b/i,
    'system',
  ],
  [/\b(?:pars(?:e|ing)|unexpected (?:token|end|character)|malformed|not valid JSON)\b/i, 'data'],
  [/\bduplicate (?:key|entry)\b/i, 'data'],
  [/\b(?:invalid|validation|schema|bad format|unparsable|corrupt(?:ed)?)\b/i, 'data'],
  [/\btemporar(?:y|ily)\b|\btoo many requests\b|\brate limit|\btry again\b|\bunavailable\b/i, 'transient'],
  [/\b(?:forbidden|unauthori[sz]ed|access denied|denied|rejected|not allowed)\b/i, 'execution'],
  [
    /\bis not (?:a function|defined|a constructor|iterable)\b|\bnot (?:implemented|supported)\b/i,
    'permanent',
  ],
  [/\b(?:connection|network|socket)\b/i, 'transient'],
  [/\b(?:memory|resources?)\b/i, 'system'],
  [/\b(?:format|encoding)\b/i, 'data'],
];

const CATEGORY_OF_CODE: ReadonlyMap<string, ErrorCategory> = new Map(
  Object.entries(CODES).flatMap(([category, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, category as Exclude<ErrorCategory, 'unknown'>] as const),
  ),
);

/** What a code means. */
export function categoryOfCode(code: string): ErrorCategory | undefined {
  return categoryOfWord(code) ?? SQL_STATES.find(([pattern]) => pattern.test(code))?.[1];
}

/** What a code means that can be told from other words. */
function categoryOfWord(code: string): ErrorCategory | undefined {
  return CATEGORY_OF_CODE.get(code) ?? FAMILIES.find(([pattern]) => pattern.test(code))?.[1];
}

/** What the status of an HTTP answer means. */
export function categoryOfStatus(status: number): ErrorCategory {
  if (status === 408 || status === 425 || status === 429) return 'transient';
  if (status === 400 || status === 413 || status === 415 || status === 422) return 'data';
  return status < 500 || status === 501 || status === 505 ? 'execution' : 'transient';
}

/** What a name means that is as good as a code. */
export function categoryOfName(name: string): ErrorCategory | undefined {
  return NAMES.get(name);
}

/** What a class of the language means, or a name that looks like others. */
export function categoryOfClass(name: string): ErrorCategory | undefined {
  return CLASSES.get(name) ?? NAME_PATTERNS.find(([pattern]) => pattern.test(name))?.[1];
}

/** What a text means: by a code in it, else by its words. */
export function categoryOfText(text: string): ErrorCategory | undefined {
  for (const [word] of text.matchAll(CODE_IN_TEXT)) {
    const category = categoryOfWord(word);
    if (category !== undefined) return category;
  }
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}
