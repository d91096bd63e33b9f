/** A process that was started in a container. */
export interface Exec {
  readonly id: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly user: string;
  readonly environment: readonly string[];
  readonly folder: string;
  running: boolean;
  started: boolean;
  exitCode: number | null;
  size: { rows: number; columns: number };
}
