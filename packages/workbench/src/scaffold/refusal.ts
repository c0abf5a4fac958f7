/** Why nothing was scaffolded, in a sentence that says what to do. `usage`: the command itself was wrong. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: 'refused' | 'usage';

  constructor(message: string, kind: 'refused' | 'usage' = 'refused') {
    super(message);
    this.kind = kind;
  }
}
