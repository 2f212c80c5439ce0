import { UserCalls } from '../../../lambdas/gateway/user-calls.ts';

/** What the processes of the functions remember of their users' calls. */
export const newCalls = () => ({
  connect: new UserCalls(),
  frame: new UserCalls(),
  http: new UserCalls(),
  search: new UserCalls(),
  attachments: new UserCalls(),
  notifications: new UserCalls(),
});
