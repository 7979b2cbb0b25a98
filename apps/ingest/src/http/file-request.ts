import type { Request } from 'express';
import type { z } from 'zod';
import type { Admission } from './admission.js';
import { readBody, unpack } from './body.js';
import { sizeOf } from './cloud-events.controller.js';
import { parametersOf } from './parameters.js';

/** The largest file, as sent and after unpacking: about 150,000 rows. */
const maxFileBytes = 16 * 1024 * 1024;

/** A file as it was sent, unpacked. */
export interface SentFile {
  receivedAt: number;
  bytes: Buffer;
}

/**
 * Takes the file that a request sends, with its parameters, once there is room for it.
 * @throws Fault `invalid_request`, `too_large`, `unsupported_media_type`, `rate_limited`, and those of `take`
 */
export function takeFile<Options extends z.ZodObject, Answer>(
  request: Request,
  { admission, options }: { admission: Admission; options: Options },
  take: (file: SentFile, options: z.output<Options>) => Promise<Answer>,
): Promise<Answer> {
  const receivedAt = Date.now();
  return admission.run(sizeOf(request, maxFileBytes), async (hold) => {
    const parameters = parametersOf(options, request);
    const sent = await readBody(request, maxFileBytes);
    const bytes = await unpack(sent, request.headers['content-encoding'], maxFileBytes);
    if (bytes !== sent) hold(bytes.length);
    return take({ receivedAt, bytes }, parameters);
  });
}
