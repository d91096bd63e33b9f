/** The simulated engine says no, with the status and the sentence that dockerd would use. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  /** As the engine's answer. */
  response(): Response {
    return Response.json({ message: this.message }, { status: this.status });
  }
}
