import { createHash } from 'node:crypto';

/** As SQS returns it beside a message's body. */
export const md5Hex = (text: string): string => createHash('md5').update(text).digest('hex');
