import { isStorable } from './canonical-json.js';

/** True for what a workspace may be called: any text of up to 100 characters that every store can hold. */
export const isWorkspaceName = (text: string): boolean =>
  text !== '' && text.length <= 100 && isStorable(text);
