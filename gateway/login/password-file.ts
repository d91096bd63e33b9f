import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashPassword, isPasswordHash, newPassword } from './password';

/** Where the gateway keeps what outlives it: below XDG_STATE_HOME, on Windows below LOCALAPPDATA. */
export function stateFolder(environment: NodeJS.ProcessEnv, home: string): string {
  const base =
    environment.XDG_STATE_HOME ||
    (process.platform === 'win32' && environment.LOCALAPPDATA) ||
    path.join(home, '.local', 'state');
  return path.join(base, 'dockerman');
}

/** The stored hash, and the password in clear where it was made just now. */
export interface StoredPassword {
  readonly hash: string;
  readonly made?: string;
}

/**
 * Reads the password's hash from `folder`/password; makes a password the first time, and also where `renew` asks for another.
 * The file is readable by its owner only. Raises an error that names the file where it cannot be read or holds something else.
 */
export async function storedPassword(folder: string, renew = false): Promise<StoredPassword> {
  const file = path.join(folder, 'password');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Error(`the password file ${file} cannot be read: ${error.message}`, { cause: error });
  });
  if (text !== null && !renew) {
    const hash = text.trim();
    if (!isPasswordHash(hash))
      throw new Error(`${file} holds no password hash; delete it, and the next start makes a new password`);
    await chmod(file, 0o600);
    return { hash };
  }
  const made = newPassword();
  const hash = await hashPassword(made);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${hash}\n`, { mode: 0o600 });
  await rename(fresh, file);
  return { hash, made };
}
