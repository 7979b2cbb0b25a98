/** Codes of ClickHouse that the door itself answers with. */
export const codes = {
  UNKNOWN_FUNCTION: 46,
  SYNTAX_ERROR: 62,
  UNKNOWN_TABLE: 60,
  UNKNOWN_DATABASE: 81,
  UNKNOWN_FORMAT: 73,
  UNKNOWN_SETTING: 115,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  TOO_MANY_ROWS_OR_BYTES: 396,
  REQUIRED_PASSWORD: 194,
  QUERY_WAS_CANCELLED: 394,
  QUERY_IS_TOO_LARGE: 223,
  UNSUPPORTED_METHOD: 1,
  INCORRECT_DATA: 117,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  UNKNOWN_EXCEPTION: 1002,
} as const;

/** An error as a ClickHouse server gives it: a code, its name, and a text. */
export class ServerException extends Error {
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
  ) {
    super(message);
    this.name = 'ServerException';
  }

  static of(codeName: keyof typeof codes, message: string): ServerException {
    return new ServerException(codes[codeName], codeName, message);
  }

  /**
   * What the engine threw: `Code: 60. DB::Exception: text (UNKNOWN_TABLE)`. Within a nested one the innermost counts, as its
   * version note would else come twice.
   */
  static from(thrown: unknown): ServerException {
    if (thrown instanceof ServerException) return thrown;
    const text = (thrown instanceof Error ? thrown.message : String(thrown)).trim();
    const match =
      /^(?:Query failed: )?Code: (\d+)\. DB::\w*Exception: ([\s\S]*?)\.? ?\(([A-Z][A-Z0-9_]+)\)\.?$/.exec(
        text,
      );
    if (!match) return ServerException.of('UNKNOWN_EXCEPTION', text);
    const message = match[2]!
      .replace(/^Code: \d+\. DB::\w*Exception: /, '')
      .replace(/ \([A-Z0-9_]+\) \(version [^)]*\)+$/, '');
    // names that are like it may be those of tables that are not shown
    const told = /^UNKNOWN_(TABLE|DATABASE)$/.test(match[3]!)
      ? message.replace(/[.,]? Maybe you meant [\s\S]*$/, '')
      : message;
    return new ServerException(Number(match[1]), match[3]!, told);
  }

  /** Body of an answer, a line. */
  body(version: string): string {
    const text = /[.!?]$/.test(this.message) ? this.message : `${this.message}.`;
    return `Code: ${this.code}. DB::Exception: ${text} (${this.codeName}) (version ${version} (official build))\n`;
  }

  /** HTTP status that a server answers with. */
  get status(): number {
    return statuses.get(this.code) ?? 500;
  }
}

const statuses = new Map<number, number>([
  [codes.REQUIRED_PASSWORD, 401],
  ...[192, 193, codes.ACCESS_DENIED, codes.AUTHENTICATION_FAILED].map((code) => [code, 403] as const),
  ...[6, 25, 26, 27, 38, 41, 53, 62, 69, 70, 72, 117, 130].map((code) => [code, 400] as const),
  ...[46, 47, 50, 56, 60, 63, 73, 81, 113, 115].map((code) => [code, 404] as const),
  [159, 408],
  [codes.UNSUPPORTED_METHOD, 405],
  [codes.QUERY_IS_TOO_LARGE, 413],
  [48, 501],
]);
