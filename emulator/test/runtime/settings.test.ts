import { expect, test } from 'vitest';
import { readSettings, SettingError } from '../../runtime/settings.ts';

test('without variables everything behaves as on AWS, on port 8006, in memory', () => {
  expect(readSettings({})).toMatchObject({
    PORT: 8006,
    DATA_DIR: undefined,
    LOCAL_IDLE_TIMEOUT_MS: 600_000,
    LOCAL_CONNECTION_LIFETIME_MS: 7_200_000,
    LOCAL_DISCONNECT_LOSS: 0,
    LOCAL_FRESH_PROCESS: false,
  });
});

test('a variable is parsed', () => {
  expect(
    readSettings({
      PORT: '0',
      LOCAL_DISCONNECT_LOSS: '0.25',
      LOCAL_FRESH_PROCESS: 'true',
      DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000',
    }),
  ).toMatchObject({
    PORT: 0,
    LOCAL_DISCONNECT_LOSS: 0.25,
    LOCAL_FRESH_PROCESS: true,
    DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000',
  });
});

test.each([
  [{ PORT: '80x' }, 'PORT is "80x": must be a whole number'],
  [{ PORT: '70000' }, 'PORT is "70000": must be from 0 to 65535'],
  [
    { DYNAMODB_ENDPOINT: 'localhost:8000' },
    'DYNAMODB_ENDPOINT is "localhost:8000": must be an http URL without a path',
  ],
  [{ DATA_DIR: '' }, 'DATA_DIR is "": must not be empty'],
  [{ LOCAL_DISCONNECT_LOSS: '2' }, 'LOCAL_DISCONNECT_LOSS is "2": must be a probability from 0 to 1'],
  [{ LOCAL_DISCONNECT_LOSS: '1.5' }, 'LOCAL_DISCONNECT_LOSS is "1.5": must be a probability from 0 to 1'],
  [{ LOCAL_FRESH_PROCESS: 'yes' }, 'LOCAL_FRESH_PROCESS is "yes": must be true or false'],
  [{ LOCAL_FUNCTION_CONCURRENCY: '0' }, 'LOCAL_FUNCTION_CONCURRENCY is "0": must be from 1 to 1000'],
  [{ LOCAL_DYNAMODB_ENGINE: 'mysql' }, 'LOCAL_DYNAMODB_ENGINE is "mysql": must be embedded or java'],
])('%o is refused in one line', (environment, message) => {
  expect(() => readSettings(environment)).toThrow(new SettingError(message));
});

test('a LOCAL_ variable that does not exist is refused, so that no test runs without its fault', () => {
  expect(() => readSettings({ LOCAL_IDLE_TIMEOUT: '5' })).toThrow(
    /^LOCAL_IDLE_TIMEOUT is no setting; there are PORT, /,
  );
});
