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

const named = (names: string, prefix = ''): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => prefix + name);

/**
 * Settings that clients may give, of their own request alone: they change how an answer looks, or less is answered. By name, as
 * there are those that write a file (`output_format_schema`), and those that never end (`output_format_pretty_squash_…`).
 */
const allowed = new Set([
  ...named(
    `csv_crlf_end_of_line csv_serialize_tuple_into_separate_columns tsv_crlf_end_of_line json_array_of_rows
    json_escape_forward_slashes json_named_tuples_as_objects json_quote_64bit_floats json_quote_64bit_integers
    json_quote_decimals json_quote_denormals json_skip_null_value_in_named_tuples json_validate_utf8 json_pretty_print
    json_map_as_array_of_tuples pretty_color pretty_grid_charset pretty_highlight_digit_groups pretty_max_column_pad_width
    pretty_max_rows pretty_max_value_width pretty_row_numbers pretty_display_footer_column_names
    parquet_compression_method parquet_fixed_string_as_fixed_byte_array parquet_string_as_string parquet_version
    parquet_datetime_as_uint32 parquet_date_as_uint16 arrow_compression_method arrow_fixed_string_as_fixed_byte_array
    arrow_low_cardinality_as_dictionary arrow_string_as_string arrow_use_64_bit_indexes_for_dictionary
    orc_compression_method orc_string_as_string avro_codec native_encode_types_in_binary_format
    native_write_json_as_string binary_encode_types_in_binary_format binary_write_json_as_string markdown_escape_special_characters
    bson_string_as_string msgpack_uuid_representation values_escape_quote_with_quote decimal_trailing_zeros
    float_precision trim_fixed_string write_statistics parallel_formatting always_quote_identifiers`,
    'output_format_',
  ),
  ...named(
    `format_csv_delimiter format_csv_null_representation format_csv_allow_double_quotes format_csv_allow_single_quotes
    format_tsv_null_representation date_time_output_format session_timezone join_use_nulls extremes result_overflow_mode
    timeout_overflow_mode prefer_column_name_to_alias union_default_mode cast_keep_nullable
    aggregate_functions_null_for_empty group_by_use_nulls`,
  ),
]);

/** What a server takes at the door and the engine need not know. */
const ofTheDoor = new Set(
  `readonly enable_http_compression http_zlib_compression_level send_progress_in_http_headers wait_end_of_query buffer_size
  http_headers_progress_interval_ms cancel_http_readonly_queries_on_client_close max_query_size http_receive_timeout
  http_send_timeout receive_timeout send_timeout connect_timeout http_response_buffer_size http_make_head_request
  log_comment network_compression_method add_http_cors_header date_time_input_format input_format_skip_unknown_fields
  http_write_exception_in_output_format allow_experimental_object_type use_query_cache`.split(/\s+/),
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
    (allowed.has(name) ? before : refused).push(`SET ${name} = ${literal(value)}`);
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
