import { literal } from '@touchstone/bi';
import { ServerException } from './server-exception.js';

/** What a query may use; a client may ask for less, never for more. */
export interface Limits {
  executionSeconds: number;
  resultRows: number;
  resultBytes: number;
  memoryBytes: number;
}

export const defaultLimits: Limits = {
  executionSeconds: 60,
  resultRows: 1_000_000,
  resultBytes: 67_108_864,
  memoryBytes: 1_073_741_824,
};

/**
 * Settings that clients may give, of their own request alone: they change how an answer looks, or less is answered. None of
 * them names a file: `output_format_schema` writes one.
 */
const allowed =
  /^(output_format_(csv|tsv|json|pretty|parquet|arrow|orc|avro|msgpack|markdown|bson|values|native|binary|decimal|float|trim|always|write|compression|parallel)_\w+|format_(csv|tsv)_\w+|date_time_output_format|session_timezone|join_use_nulls|extremes|result_overflow_mode|timeout_overflow_mode|prefer_column_name_to_alias|union_default_mode|cast_keep_nullable|aggregate_functions_null_for_empty|group_by_use_nulls|use_query_cache)$/;

/** What a server takes at the door and the engine need not know. */
const ofTheDoor = new Set(
  `readonly enable_http_compression http_zlib_compression_level send_progress_in_http_headers wait_end_of_query buffer_size
  http_headers_progress_interval_ms cancel_http_readonly_queries_on_client_close max_query_size http_receive_timeout
  http_send_timeout receive_timeout send_timeout connect_timeout http_response_buffer_size http_make_head_request
  log_comment network_compression_method add_http_cors_header date_time_input_format input_format_skip_unknown_fields
  http_write_exception_in_output_format allow_experimental_object_type`.split(/\s+/),
);

/** What only writing, or reading of what is written, asks for: drivers send it with every query. It changes no answer. */
export const ofWriting =
  /^(async_insert|wait_for_async_insert|insert_\w+|input_format_\w+|mutations_sync|alter_sync|lightweight_deletes_sync|select_sequential_consistency)$/;

const limited = new Map<string, keyof Limits>([
  ['max_execution_time', 'executionSeconds'],
  ['max_result_rows', 'resultRows'],
  ['max_result_bytes', 'resultBytes'],
  ['max_memory_usage', 'memoryBytes'],
]);

export interface SettingStatements {
  /** To run before the connection is made read-only. */
  before: string[];
  /** Those that are not allowed: the engine, read-only by then, says why in its own words. */
  refused: string[];
}

/** `SET`s of a request's settings and of the limits. @throws ServerException for a name that cannot be one */
export function settingStatements(settings: ReadonlyMap<string, string>, limits: Limits): SettingStatements {
  const before: string[] = [];
  const refused: string[] = [];
  for (const [name, value] of settings) {
    if (!/^\w{1,100}$/.test(name) || name === 'profile')
      throw ServerException.of('UNKNOWN_SETTING', `Unknown setting '${name.slice(0, 100)}'`);
    if (ofTheDoor.has(name) && !(name === 'readonly' && value === '0')) continue;
    if (ofWriting.test(name)) continue;
    if (name === 'limit' && Number(value) >= limits.resultRows) continue; // says less than the door does
    if (limited.has(name)) continue;
    (allowed.test(name) ? before : refused).push(`SET ${name} = ${literal(value)}`);
  }
  for (const [name, limit] of limited)
    before.push(`SET ${name} = ${least(settings.get(name), limits[limit])}`);
  return { before, refused };
}

/** What is asked for, where that is less; 0 means no limit, which is more. */
function least(asked: string | undefined, limit: number): number {
  const number = Math.trunc(Number(asked));
  return Number.isSafeInteger(number) && number > 0 ? Math.min(number, limit) : limit;
}
