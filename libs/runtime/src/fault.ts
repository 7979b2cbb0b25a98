/** What kind of failure it is; the HTTP filter knows the status of each. */
export type FaultCode =
  | 'invalid_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable'
  | 'internal';

export interface FaultOptions {
  /** For logs only; may name internals. */
  internal?: string;
  /** True where the same call may succeed later. */
  retry?: boolean;
  /** Seconds after which a retry makes sense. */
  retryAfterSeconds?: number;
  /** Machine-readable details that the caller may see. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** An expected failure: a code, a text for the caller, a text for us, and whether to try again. */
export class Fault extends Error {
  readonly internal: string | undefined;
  readonly retry: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly details: Record<string, unknown>;

  constructor(
    readonly code: FaultCode,
    readonly publicText: string,
    options: FaultOptions = {},
  ) {
    super(options.internal ? `${publicText} (${options.internal})` : publicText, { cause: options.cause });
    this.name = 'Fault';
    this.internal = options.internal;
    this.retry = options.retry ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details ?? {};
  }
}

/** Text of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
