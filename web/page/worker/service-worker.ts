import { follow } from './follow.ts';
import type { WorkerScope } from './scope.ts';

follow(globalThis as unknown as WorkerScope);
