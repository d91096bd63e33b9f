import { askKill } from './kill-dialog';
import { askRemove } from './remove-dialog';
import { askRename } from './rename-dialog';

/** The dialogs of actions that ask first. Loaded when one is wanted. */
export const ask = { kill: askKill, remove: askRemove, rename: askRename } as const;
