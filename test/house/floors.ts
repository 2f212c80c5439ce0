/**
 * The architecture: which part may import which. Imports run downwards only.
 *
 * A building is a part of the repository. `uses` names the buildings (or rooms of them) that it may import. `floors`
 * lists its rooms from the ground up: a room may import the rooms listed before it. A file belongs to the longest path
 * that fits. Nothing but `test` imports `test`, and nothing but `test` imports `bench`.
 */
export interface Building {
  uses: string[];
  floors: string[];
}

export const buildings: Record<string, Building> = {
  protocol: { uses: [], floors: ['protocol', 'protocol/docs'] },
  emulator: {
    uses: [],
    floors: [
      'emulator/primitives',
      'emulator/assembly',
      'emulator/iam',
      'emulator/runtime',
      'emulator/sqs',
      'emulator/dynamodb',
      'emulator/s3/store',
      'emulator/s3',
      'emulator/secrets',
      'emulator/lambda',
      'emulator/cloudformation',
      'emulator/events',
      'emulator/gateway',
      'emulator',
      'emulator/test',
    ],
  },
  lambdas: {
    uses: ['protocol'],
    floors: [
      'lambdas/async',
      'lambdas/chat/model',
      'lambdas/chat/ports',
      'lambdas/chat/delivery',
      'lambdas/chat/log',
      'lambdas/chat/inbox',
      'lambdas/chat/search',
      'lambdas/chat/upload',
      'lambdas/chat',
      'lambdas/platform',
      'lambdas/data',
      'lambdas/push',
      'lambdas/files',
      'lambdas/gateway',
      'lambdas',
    ],
  },
  web: {
    uses: ['protocol'],
    floors: [
      'web/client/api',
      'web/client/core/log',
      'web/client/core/state',
      'web/client/core/machine',
      'web/client/core/requests',
      'web/client/core/outbox',
      'web/client/core/threads',
      'web/client/core/inbox',
      'web/client/core/connection',
      'web/client/core/frames',
      'web/client/core',
      'web/client/platform',
      'web/client/rest',
      'web/client/outbox-store',
      'web/client',
      'web/react',
      'web/components/words',
      'web/components/view',
      'web/components/state',
      'web/components/hooks',
      'web/components/controls',
      'web/components/connection',
      'web/components/message',
      'web/components/own',
      'web/components/conversation',
      'web/components/starting',
      'web/components/alerts',
      'web/components/inbox',
      'web/components',
      'web/page/config',
      'web/page/auth',
      'web/page/sign-in',
      'web/page',
    ],
  },
  cli: { uses: ['protocol', 'web/client'], floors: ['cli'] },
  import: {
    uses: ['protocol', 'lambdas'],
    floors: ['import/old', 'import/map', 'import/table', 'import/check', 'import/report', 'import'],
  },
  lib: { uses: ['protocol', 'lambdas', 'web/page'], floors: ['lib'] },
  bin: { uses: ['lib'], floors: ['bin'] },
  local: { uses: ['protocol', 'emulator', 'web/page'], floors: ['local/issuer', 'local/page', 'local/dev', 'local'] },
  measure: { uses: ['protocol', 'emulator', 'lambdas'], floors: ['measure'] },
  bench: { uses: ['protocol', 'emulator', 'lambdas', 'lib', 'local', 'measure'], floors: ['bench'] },
  smoke: {
    uses: ['protocol', 'lambdas/platform', 'lambdas/data', 'web/page'],
    floors: ['smoke/report', 'smoke/wire', 'smoke/site', 'smoke/world', 'smoke/checks', 'smoke'],
  },
  test: {
    uses: [
      'protocol',
      'emulator',
      'lambdas',
      'web',
      'cli',
      'import',
      'lib',
      'bin',
      'local',
      'measure',
      'bench',
      'smoke',
    ],
    floors: ['test'],
  },
};
