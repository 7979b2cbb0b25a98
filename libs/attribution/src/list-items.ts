import { z } from 'zod';

/** The items of a list as query strings carry it: repeated, or with commas (a comma of its own as `\\,`), each once. */
export const items = z.union([z.string(), z.array(z.string())]).transform((given) => [
  ...new Set(
    [given]
      .flat()
      .flatMap((text) => text.split(/(?<!\\),/))
      .map((item) => item.replaceAll('\\,', ',').trim()),
  ),
]);
