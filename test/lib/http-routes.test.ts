import { describe, expect, it } from 'vitest';
import { routeKeysOf } from '../../lib/http-routes.ts';

const table = {
  list: { method: 'GET', path: '/threads/' },
  upload: { method: 'POST', path: '/threads/{id}/files/', answeredBy: 'files' },
  about: { method: 'GET', path: '/files.json', answeredBy: 'files' },
};

describe('the routes of a function of REST', () => {
  it('REST-1: are its endpoints with and without the trailing slash', () => {
    expect(routeKeysOf('files' as never, table)).toEqual([
      'POST /api/chat/threads/{id}/files',
      'POST /api/chat/threads/{id}/files/{proxy+}',
      'GET /api/chat/files.json',
      'GET /api/chat/files.json/{proxy+}',
    ]);
  });

  it('are everything else for http, so that an unknown path is its own not_found', () => {
    expect(routeKeysOf('http', table)).toContain('POST /api/{proxy+}');
    expect(routeKeysOf('http', table).join()).not.toContain('files');
  });
});
