import { describe, expect, test } from 'vitest';
import { hasUcode, one, titled } from './ucode';

describe.skipIf(!hasUcode)(titled('mask.uc'), () => {
  test.each([
    ['DB_PASSWORD=x', 'DB_PASSWORD=********'],
    ['MYSQL_ROOT_PASSWORD=a=b', 'MYSQL_ROOT_PASSWORD=********'],
    ['dbPassword=x', 'dbPassword=********'],
    ['API_KEY=x', 'API_KEY=********'],
    ['APIKEY=x', 'APIKEY=********'],
    ['AWS_SECRET_ACCESS_KEY=x', 'AWS_SECRET_ACCESS_KEY=********'],
    ['GITHUB_TOKEN=x', 'GITHUB_TOKEN=********'],
    ['WEBHOOK_URL=https://x/y', 'WEBHOOK_URL=********'],
    ['DB_DSN=root:x@tcp(db)/y', 'DB_DSN=********'],
    ['PASSWORD=', 'PASSWORD='],
    ['PASSWORD', 'PASSWORD'],
    ['PASSWORD=line\nline', 'PASSWORD=********'],
    ['POSTGRES_PASSWORD_FILE=/run/secrets/p', 'POSTGRES_PASSWORD_FILE=/run/secrets/p'],
    ['POSTGRES_PASSWORD_FILE=hunter2', 'POSTGRES_PASSWORD_FILE=********'],
    ['MONKEY=1', 'MONKEY=1'],
    ['PATH=/usr/bin:/bin', 'PATH=/usr/bin:/bin'],
    ['PWD=/app', 'PWD=/app'],
    ['URL=http://host:80/a@b', 'URL=http://host:80/a@b'],
    ['URL=postgres://u:p@db:5432/x', 'URL=postgres://********@db:5432/x'],
    ['URL=postgres://u:p@ss@db/x', 'URL=postgres://********@db/x'],
    ['URL=postgres://u:p/w@db/x', 'URL=postgres://********@db/x'],
    ['URL=https://ghp_x@github.com', 'URL=https://********@github.com'],
    ['URLS=redis://:p@a,redis://:q@b', 'URLS=redis://********@a,redis://********@b'],
    ['CONFIG=Server=db;Password=x', 'CONFIG=********'],
    ['ARGS=--token=x', 'ARGS=********'],
    ['OPTIONS=username=u,pass=x', 'OPTIONS=********'],
    ['BACKUP_COMMAND=mysqldump -px', 'BACKUP_COMMAND=********'],
    ['AUTHOR=x', 'AUTHOR=x'],
    ['AUTHORIZATION=x', 'AUTHORIZATION=********'],
    ['MAIL=me@example.org', 'MAIL=me@example.org'],
  ])('shows a viewer %j as %j', (entry, shown) => {
    expect(one('mask.mask_variable', entry)).toBe(shown);
  });
});
