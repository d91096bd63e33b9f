import { describe, expect, it } from 'vitest';
import { readReference, written } from '../../../../web/model/image-reference';

const hex = 'a'.repeat(64);

function reference(text: string) {
  const read = readReference(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.reference;
}

function problem(text: string): string {
  const read = readReference(text);
  return 'problem' in read ? read.problem : `taken as ${written(read.reference)}`;
}

describe('names of images are read as docker reads them', () => {
  // the cases are those of github.com/distribution/reference/blob/main/normalize_test.go
  it.each([
    ['nginx', 'docker.io', 'library/nginx', 'nginx'],
    ['library/nginx', 'docker.io', 'library/nginx', 'nginx'],
    ['docker.io/library/nginx', 'docker.io', 'library/nginx', 'nginx'],
    ['index.docker.io/nginx', 'docker.io', 'library/nginx', 'nginx'],
    ['docker.io/foo/bar', 'docker.io', 'foo/bar', 'foo/bar'],
    ['foo/bar', 'docker.io', 'foo/bar', 'foo/bar'],
    ['library/foo/bar', 'docker.io', 'library/foo/bar', 'library/foo/bar'],
    ['ghcr.io/home/hub', 'ghcr.io', 'home/hub', 'ghcr.io/home/hub'],
    ['localhost/app', 'localhost', 'app', 'localhost/app'],
    ['localhost:5000/app', 'localhost:5000', 'app', 'localhost:5000/app'],
    ['registry:5000/a/b', 'registry:5000', 'a/b', 'registry:5000/a/b'],
    ['192.168.1.2:5000/app', '192.168.1.2:5000', 'app', '192.168.1.2:5000/app'],
    ['Home/app', 'Home', 'app', 'Home/app'],
    ['a__b/c.d-e--f', 'docker.io', 'a__b/c.d-e--f', 'a__b/c.d-e--f'],
  ])('%s is at %s, as %s, and is called %s', (text, registry, path, name) => {
    expect(reference(text)).toEqual({ registry, path, name });
  });

  it('the tag stands behind the last slash, the port before it', () => {
    expect(reference('registry:5000/app:1.2')).toMatchObject({
      registry: 'registry:5000',
      path: 'app',
      tag: '1.2',
    });
    expect(reference(' nginx:1.27-alpine ')).toMatchObject({ name: 'nginx', tag: '1.27-alpine' });
  });

  it('a digest stands behind an at sign, with or without a tag before it', () => {
    expect(reference(`nginx@sha256:${hex}`)).toMatchObject({ name: 'nginx', digest: `sha256:${hex}` });
    expect(reference(`nginx:1@sha256:${hex}`)).toMatchObject({
      name: 'nginx',
      tag: '1',
      digest: `sha256:${hex}`,
    });
  });

  it('without tag and digest it is the latest', () => {
    expect(written(reference('ghcr.io/home/hub'))).toBe('ghcr.io/home/hub:latest');
    expect(written(reference(`nginx:1@sha256:${hex}`))).toBe(`nginx@sha256:${hex}`);
  });

  it.each([
    ['', 'missing'],
    ['a b', 'space'],
    ['https://ghcr.io/app', 'without https://'],
    [hex, 'is an id'],
    ['nginx:', 'The tag ""'],
    ['nginx:-a', 'The tag "-a"'],
    [`nginx:${'a'.repeat(129)}`, 'The tag'],
    ['nginx@sha256:12', 'no digest'],
    ['ghcr.io/Home/hub', 'lower case: ghcr.io/home/hub'],
    ['Nginx', 'lower case: nginx'],
    ['a//b', 'between two slashes'],
    ['ghcr.io/', 'between two slashes'],
    ['-a/b', '"-a"'],
    ['a..b', '"a..b"'],
    ['a___b', '"a___b"'],
    ['-x.y/app', '"-x.y" is no name of a registry'],
    ['reg:x/app', '"reg:x" is no name of a registry'],
    [`a/${'b'.repeat(255)}`, '255'],
    ['a;rm -rf', 'space'],
  ])('%j is refused: %s', (text, said) => {
    expect(problem(text)).toContain(said);
  });
});
