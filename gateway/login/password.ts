import { randomBytes, randomInt, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

// OWASP's first choice for scrypt is N=2^17; 2^15 with r=8 takes 32 MiB and about 0.1 s, which a small machine can bear
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const keyLength = 32;

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyLength, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** The scrypt hash of a password as one line of text, with a salt and the cost in it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

const format =
  /^scrypt\$([0-9]{1,7})\$([0-9]{1,2})\$([0-9]{1,2})\$([A-Za-z0-9_-]{16,})\$([A-Za-z0-9_-]{43})$/;

/** Whether a line is a hash that {@link hashPassword} made. */
export function isPasswordHash(line: string): boolean {
  return format.test(line);
}

/** Whether `password` is the one that was hashed. Raises a `TypeError` where `hash` is no hash of ours. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, n, r, p, salt, key] = format.exec(hash) ?? [];
  if (salt === undefined || key === undefined) throw new TypeError('not a password hash');
  const expected = Buffer.from(key, 'base64url');
  const options = { N: Number(n), r: Number(r), p: Number(p), maxmem: 256 * 1024 * 1024 };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), options), expected);
}

/** A fresh password that can be typed from another screen: 4 groups of 5 letters and digits, about 98 bits. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
