import { _ } from '../../../host/translate';
import type { Engine, KeptConsole, TerminalSize, Console } from '../../../model/engine';
import type { ConsolePhase } from './console-screen';

/** What a console begins with. */
export type ConsoleStart =
  | { readonly kind: 'exec'; readonly command: readonly string[]; readonly user: string }
  | { readonly kind: 'attach' }
  /** One that goes on on the router. */
  | { readonly kind: 'join'; readonly kept: KeptConsole };

/** One of the page's consoles. */
export interface ConsoleSlot {
  readonly key: number;
  readonly start: ConsoleStart;
  /** `idle`: it is on the router, and has not been shown here yet. */
  readonly phase: ConsolePhase | 'idle';
  readonly problem: string;
  readonly console?: Console | undefined;
}

/** A short name. */
export function slotName({ start }: ConsoleSlot): string {
  const { kind, command } =
    start.kind === 'join' ? { ...start.kept, kind: start.kind } : { command: [], ...start };
  if (kind === 'attach' || (start.kind === 'join' && start.kept.attach)) return _('Attached');
  return command[0]?.replace(/^.*\//, '') || _('Shell');
}

/** Whether it is what the container's own first process shows. */
export function isAttached({ start }: ConsoleSlot): boolean {
  return start.kind === 'attach' || (start.kind === 'join' && start.kept.attach);
}

/** Opens a slot's console for a terminal of that size. */
export function connectSlot(
  engine: Engine,
  container: string,
  start: ConsoleStart,
  { columns, rows }: TerminalSize,
): Promise<Console> {
  const size = { columns, rows };
  if (start.kind === 'join') return engine.joinConsole(start.kept);
  if (start.kind === 'attach') return engine.attach(container, size);
  const { command, user } = start;
  return engine.exec(container, {
    ...size,
    ...(command.length > 0 ? { command } : {}),
    ...(user === '' ? {} : { user }),
  });
}

const memoryKey = (container: string) => `dockerman.console.${container}`;

/** The kept console that this tab of the browser showed last of a container; it survives a reload. */
export function rememberedConsole(container: string): string | null {
  try {
    return sessionStorage.getItem(memoryKey(container));
  } catch {
    return null;
  }
}

/** Remembers it; nothing with an absent id. */
export function rememberConsole(container: string, id: string | undefined): void {
  try {
    if (id === undefined) sessionStorage.removeItem(memoryKey(container));
    else sessionStorage.setItem(memoryKey(container), id);
  } catch {
    // it is found in the list all the same
  }
}
