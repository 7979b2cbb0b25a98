/** What is read of `conversions`: a row is a `ConversionRecord`. */
export const conversionColumns = 'kind, conversion_id AS id, conversion, rate_day AS "rateDay", written';
