import type { Attachment, AttachmentLink, Upload } from '../../protocol/attachments.ts';
import type { EndpointOf } from '../../protocol/rest.ts';
import { expectThat, NotApplicable } from '../report/outcome.ts';
import type { World } from '../world/world.ts';
import type { Check } from './check.ts';

const bytes = Buffer.from('uploaded by a smoke run');
const file = { name: 'smoke.txt', content_type: 'text/plain', size: bytes.length };

async function put({ url, headers }: Upload['parts'][number]): Promise<void> {
  const { status } = await fetch(url ?? '', { method: 'PUT', headers, body: bytes });
  expectThat(status === 200, `the storage answered ${status} to the upload`);
}

/** Every endpoint of files. One that the protocol gains does not compile until it is here. */
function calls({ client: { rest } }: World, threadId: string) {
  const path = `/threads/${threadId}/attachments/`;
  return {
    createUpload: () => rest.expect<Upload>(201, 'POST', path, file),
    getUpload: (id: string) => rest.expect<Upload>(200, 'GET', `${path}${id}/upload/`),
    completeUpload: (id: string) => rest.expect<Attachment>(200, 'POST', `${path}${id}/complete/`),
    getAttachment: (id: string) => rest.expect<AttachmentLink>(200, 'GET', `${path}${id}/`),
    deleteUpload: (id: string) => rest.expect(204, 'DELETE', `${path}${id}/upload/`),
  } satisfies Record<EndpointOf<'attachments'>, unknown>;
}

const upload: Check = {
  name: 'a file is uploaded, linked and given up',
  async run(world) {
    if (!world.options.attachments) return new NotApplicable('attachments are off');
    const { createUpload, getUpload, completeUpload, getAttachment, deleteUpload } = calls(
      world,
      await world.newThread(),
    );
    const { attachment_id: id } = await createUpload();
    const [part] = (await getUpload(id)).parts;
    expectThat(part !== undefined, 'the upload has no part');
    if (part !== undefined) await put(part);
    const { kind } = await completeUpload(id);
    expectThat(kind === 'file', `the file is of kind ${kind}`);
    const text = await (await fetch((await getAttachment(id)).url)).text();
    expectThat(text === String(bytes), `the link answered ${text.slice(0, 200)}`);
    await deleteUpload(id);
  },
};

export const attachmentChecks = [upload];
