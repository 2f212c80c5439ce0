import { describe, expect, it } from 'vitest';
import { repeatRange } from '../../lambdas/chat/log/find-repeat.ts';

const request = { thread_id: 'thread-1', content: 'Hello', type: 'text', client_message_id: 'c-1' };

describe('WS-10: where the first try of a send can lie', () => {
  it('is behind the last message that its client had seen', () => {
    expect(repeatRange(120, { ...request, after_seq: 100 })).toEqual({ from: 101, to: 120 });
  });

  it('is the whole log for a client that had seen nothing', () => {
    expect(repeatRange(5, { ...request, after_seq: 0 })).toEqual({ from: 1, to: 5 });
  });

  it('reaches 1,000 messages back', () => {
    expect(repeatRange(1_500, { ...request, after_seq: 500 })).toEqual({ from: 501, to: 1_500 });
  });

  it('gets conflict, naming after_seq, where it is more than 1,000 messages back', () => {
    expect(() => repeatRange(1_501, { ...request, after_seq: 500 })).toThrow(
      expect.objectContaining({ code: 'conflict', details: [expect.objectContaining({ field: 'after_seq' })] }),
    );
  });

  it('is the newest 20 without after_seq', () => {
    expect(repeatRange(1_500, request)).toEqual({ from: 1_481, to: 1_500 });
  });

  it('begins at the first message of a short log', () => {
    expect(repeatRange(3, request)).toEqual({ from: 1, to: 3 });
  });
});
