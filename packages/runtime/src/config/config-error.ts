/** One thing that is wrong with the environment, and what to do about it. Never holds a setting's value. */
export interface ConfigProblem {
  /** The setting: `LOOP_STRIPE_SECRET_KEY`. */
  readonly name: string;
  readonly problem: string;
  /** One imperative sentence. */
  readonly remedy: string;
}

/** The environment does not do. The message lists every problem with its remedy and repeats no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(who: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ name, problem, remedy }) => `  ${name} ${problem}. ${remedy}`);
    super(`The settings of ${who} do not do:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
