/** A chat with a history, and the questions that it is asked. */
export interface ChatWithPast {
  /** Each asks once and resolves with the answer. Whatever it needs was prepared before. */
  questions: Record<QuestionName, (round: number) => Promise<void>>;
}

export const past = {
  longThread: 10_000,
  unreadMessages: 1_000,
  inboxThreads: 1_000,
  unreadThreads: 3,
  /** How often each question is asked before it is counted: freshly loaded code is slow. */
  warmUpRounds: 40,
  /** How often each question is asked and counted. */
  rounds: 15,
} as const;

/** Warm-up rounds come first. */
export const allRounds = past.warmUpRounds + past.rounds;

/** The number of messages to mark as read in a round. A few are enough for warm-up. */
export const unreadIn = (round: number): number => (round < past.warmUpRounds ? 10 : past.unreadMessages);

export const questionNames = {
  join: 'join a thread of 10,000 messages: its newest 50',
  markAsRead: 'mark 1,000 messages read',
  inbox: 'inbox of 1,000 threads: its first 50',
  unreadCount: 'unread count of 1,000 threads, 3 with unread messages, asked again',
} as const;

export type QuestionName = keyof typeof questionNames;

/** Milliseconds from question to answer, of each counted round. */
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
