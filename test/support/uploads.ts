import { expect } from 'vitest';
import type { Attachment, Upload } from '../../protocol/attachments.ts';
import type { Person } from './people.ts';

/** The first bytes of a PNG picture, which is enough to be taken for one. */
export const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a', 'hex');

/** Puts bytes where a part of an upload goes. */
export function put(target: { url: string | null; headers: Record<string, string> }, bytes: Uint8Array) {
  return fetch(target.url ?? '', { method: 'PUT', headers: target.headers, body: Buffer.from(bytes) });
}

/** The uploads of a person in a thread. `path` ends in a slash. */
export function uploadsOf(person: Pick<Person, 'rest'>, path: string) {
  const at = (id: string, what: string) => `${path}attachments/${id}/${what}`;
  const uploads = {
    create: (fields: object) =>
      person.rest('POST', `${path}attachments/`, { name: 'sketch.png', content_type: 'image/png', ...fields }),
    show: (id: string) => person.rest('GET', at(id, 'upload/')),
    drop: (id: string) => person.rest('DELETE', at(id, 'upload/')),
    complete: (id: string) => person.rest('POST', at(id, 'complete/')),
    link: (id: string, query = '') => person.rest('GET', at(id, query)),

    /** Uploads all parts of a new file, and its preview. */
    async upload(bytes: Uint8Array, fields: object = {}, preview?: Uint8Array): Promise<Upload> {
      const size = { size: bytes.length, ...(preview && { preview_size: preview.length }) };
      const { status, body } = await uploads.create({ ...size, ...fields });
      expect([status, body]).toMatchObject([201, { parts: [{ number: 1 }] }]);
      const upload = body as Upload;
      for (const part of upload.parts) expect((await put(part, bytes.subarray(part.from, part.to))).status).toBe(200);
      if (upload.preview && preview) expect((await put(upload.preview, preview)).status).toBe(200);
      return upload;
    },

    /** A file that is complete. */
    async file(bytes: Uint8Array = png, fields: object = {}, preview?: Uint8Array): Promise<Attachment> {
      const { attachment_id } = await uploads.upload(bytes, fields, preview);
      const { status, body } = await uploads.complete(attachment_id);
      expect([status, body]).toMatchObject([200, { id: attachment_id }]);
      return body as Attachment;
    },
  };
  return uploads;
}
