/** Names by which Nest hands things to the controllers. */
export const HTTP_DOOR = Symbol('HTTP_DOOR');
export const SEGMENT_DOOR = Symbol('SEGMENT_DOOR');
export const POOL = Symbol('POOL');
