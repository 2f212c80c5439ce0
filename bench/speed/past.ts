/** A chat that has been used for a while, and what is asked of it then. */
export interface ChatWithPast {
  /** Each asks once, and resolves when the answer has come. What it needs beside the question is there before. */
  questions: Record<QuestionName, (round: number) => Promise<void>>;
}

export const past = {
  longThread: 10_000,
  unreadMessages: 1_000,
  inboxThreads: 1_000,
  unreadThreads: 3,
  /** Every question is asked so often before it counts: code that has just been loaded is slow. */
  warmUpRounds: 40,
  /** How often each question is asked and counted. */
  rounds: 15,
} as const;

/** Those to warm up come first. */
export const allRounds = past.warmUpRounds + past.rounds;

/** How much there is to mark read in a round; in those that do not count a few will do. */
export const unreadIn = (round: number): number => (round < past.warmUpRounds ? 10 : past.unreadMessages);

export const questionNames = {
  join: 'join a thread of 10,000 messages: its newest 50',
  markAsRead: 'mark 1,000 messages read',
  inbox: 'inbox of 1,000 threads: its first 50',
  unreadCount: 'unread count of 1,000 threads, 3 with unread messages, asked again',
} as const;

export type QuestionName = keyof typeof questionNames;

/** Milliseconds from question to answer, of every round. */
export async function measureQuestions({ questions }: ChatWithPast): Promise<Record<QuestionName, number[]>> {
  const times: Record<QuestionName, number[]> = { join: [], markAsRead: [], inbox: [], unreadCount: [] };
  for (const name of Object.keys(questionNames) as QuestionName[]) {
    for (let round = 0; round < allRounds; round += 1) {
      const from = performance.now();
      await questions[name](round);
      if (round >= past.warmUpRounds) times[name].push(performance.now() - from);
    }
  }
  return times;
}
