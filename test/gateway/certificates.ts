import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './gateway-under-test';

/** A certificate authority's folder, named as Docker names the files: `ca.pem`, and `cert.pem` with `key.pem` of a client. */
export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  /** For 127.0.0.1. */
  readonly server: { readonly cert: string; readonly key: string };
}

/** Makes an authority, a server's and a client's certificate with openssl, in a temporary folder. */
export function certificates(): Certificates {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, name);
  const openssl = (...flags: string[]) => execFileSync('openssl', flags, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    file('ca-key.pem'),
    '-out',
    file('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  const signed = (name: string, extension: string) => {
    writeFileSync(file(`${name}.ext`), extension);
    openssl(
      'req',
      ...key,
      '-keyout',
      file(`${name}-key.pem`),
      '-out',
      file(`${name}.csr`),
      '-subj',
      `/CN=${name}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      file(`${name}.csr`),
      '-CA',
      file('ca.pem'),
      '-CAkey',
      file('ca-key.pem'),
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      file(`${name}.ext`),
      '-out',
      file(`${name}-cert.pem`),
    );
    const read = (kind: string) => readFileSync(file(`${name}-${kind}.pem`), 'utf8');
    return { cert: read('cert'), key: read('key') };
  };
  const server = signed('server', 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  const client = signed('client', 'extendedKeyUsage=clientAuth\n');
  writeFileSync(file('cert.pem'), client.cert);
  writeFileSync(file('key.pem'), client.key);
  return { folder, ca: readFileSync(file('ca.pem'), 'utf8'), server };
}
