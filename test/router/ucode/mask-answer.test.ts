import { describe, expect, test } from 'vitest';
import { hasUcode, one, titled } from './ucode';

const hidden = '********';
const masked = (answer: unknown): unknown =>
  JSON.parse(one('mask_answer.mask_answer', JSON.stringify(answer)) as string);

describe.skipIf(!hasUcode)(titled('mask_answer.uc'), () => {
  test('masks an inspect: environment, arguments, what a health check printed, options, labels', () => {
    const inspect = {
      Id: 'x',
      Path: 'mysqld',
      Args: ['--password=s3cret'],
      State: { Health: { Status: 'healthy', Log: [{ ExitCode: 0, Output: 's3cret' }] } },
      HostConfig: {
        Memory: 9007199254740992,
        Binds: null,
        Empty: {},
        List: [],
        CpuQuota: 1.5,
        LogConfig: {
          Type: 'splunk',
          Config: { 'splunk-token': 's3cret', 'splunk-url': 'https://u:s3cret@h' },
        },
      },
      Config: {
        Env: ['A=b', 'TOKEN=s3cret'],
        Cmd: ['sh', '-c', 'mysql -ps3cret'],
        Entrypoint: null,
        Healthcheck: { Test: ['CMD-SHELL', 'curl -u admin:s3cret http://h'], Interval: 30000000000 },
        Image: 'quay.io/keycloak/keycloak:24',
        Labels: {
          '<b>': '"\u2028ä',
          __proto__x: '1',
          'com.docker.compose.project': 'shop',
          'org.opencontainers.image.authors': 'A. Author',
          'org.opencontainers.image.licenses': 'MIT',
          'traefik.http.middlewares.a.basicauth.users': 'admin:$apr1$s3cret',
          'ofelia.job-exec.dump.command': 'mysqldump -ps3cret',
          'backup.target': 's3://u:s3cret@host/bucket',
        },
      },
    };
    expect(masked(inspect)).toEqual({
      ...inspect,
      Args: [hidden],
      State: { Health: { Status: 'healthy', Log: [{ ExitCode: 0, Output: hidden }] } },
      HostConfig: {
        ...inspect.HostConfig,
        LogConfig: {
          Type: 'splunk',
          Config: { 'splunk-token': hidden, 'splunk-url': `https://${hidden}@h` },
        },
      },
      Config: {
        ...inspect.Config,
        Env: ['A=b', `TOKEN=${hidden}`],
        Cmd: ['sh', hidden],
        Healthcheck: { Test: ['CMD-SHELL', hidden], Interval: 30000000000 },
        Labels: {
          ...inspect.Config.Labels,
          'traefik.http.middlewares.a.basicauth.users': hidden,
          'ofelia.job-exec.dump.command': hidden,
          'backup.target': `s3://${hidden}@host/bucket`,
        },
      },
    });
  });

  test('behind an entrypoint all of the command is arguments', () => {
    expect(masked({ Config: { Entrypoint: ['/init'], Cmd: ['s3cret'] } })).toEqual({
      Config: { Entrypoint: ['/init'], Cmd: [hidden] },
    });
    expect(masked({ Config: { Entrypoint: ['/init', 's3cret'], Cmd: [] } })).toEqual({
      Config: { Entrypoint: ['/init', hidden], Cmd: [] },
    });
  });

  test.each([
    ['nginx', 'nginx'],
    ["sh -c 'echo s3cret'", `sh ${hidden}`],
    ['sh\t-c', `sh ${hidden}`],
    ['', ''],
  ])('of the command %j in a list a viewer sees %j', (Command, shown) => {
    expect(masked([{ Names: ['/web'], Command, Status: 'Up 3 hours' }])).toEqual([
      { Names: ['/web'], Command: shown, Status: 'Up 3 hours' },
    ]);
  });

  test.each([
    ['/bin/sh -c #(nop)  ENV PASSWORD=s3cret', `ENV ${hidden}`],
    ['ENV A=s3cret', `ENV ${hidden}`],
    ['RUN |1 TOKEN=s3cret /bin/sh -c make', `RUN ${hidden}`],
    ['/bin/sh -c curl -u a:s3cret http://h', hidden],
    ['--password=s3cret', hidden],
    ['', ''],
  ])('of the layer %j a viewer sees %j', (CreatedBy, shown) => {
    expect(masked([{ CreatedBy, Size: 1, Tags: null }])).toEqual([{ CreatedBy: shown, Size: 1, Tags: null }]);
  });

  test('masks the options of volumes', () => {
    const options = { type: 'cifs', device: '//nas/share', o: 'addr=nas,username=u,password=s3cret' };
    const short = { o: 'user=u,pass=s3cret' };
    expect(
      masked({ Volumes: [{ Name: 'a', Options: options }, { Options: short }, { Options: null }] }),
    ).toEqual({
      Volumes: [
        { Name: 'a', Options: { ...options, o: hidden } },
        { Options: { o: hidden } },
        { Options: null },
      ],
    });
  });

  test('masks the labels of the engine, a list, and what its builds ran', () => {
    expect(masked({ Labels: ['zone=a', 'api.token=s3cret'], HttpProxy: 'http://u:s3cret@p:1' })).toEqual({
      Labels: ['zone=a', `api.token=${hidden}`],
      HttpProxy: `http://${hidden}@p:1`,
    });
    expect(masked({ BuildCache: [{ Description: 'RUN echo s3cret' }] })).toEqual({
      BuildCache: [{ Description: hidden }],
    });
  });

  test('masks the commands and labels in events, and leaves what lists are kept by', () => {
    const event = {
      status: 'exec_create: sh -c s3cret',
      Action: 'exec_create: sh -c s3cret',
      Type: 'container',
      Actor: {
        ID: 'x',
        Attributes: { image: 'keycloak:24', name: 'token-service', 'x.token': 's3cret', exitCode: '0' },
      },
      timeNano: 1764000000123456768,
    };
    expect(masked(event)).toEqual({
      ...event,
      status: 'exec_create',
      Action: 'exec_create',
      Actor: { ID: 'x', Attributes: { ...event.Actor.Attributes, 'x.token': hidden } },
    });
    expect(masked({ Action: 'health_status: healthy' })).toEqual({ Action: 'health_status: healthy' });
  });

  test.each(['', 'null', '{"Config":', '"TOKEN=x"', '1', 'x'])('passes nothing of %j on', (source) => {
    expect(one('mask_answer.mask_answer', source)).toBeNull();
  });

  test.each(['[]', '{}', '{"Config":null}', '{"Config":{"Env":null,"Cmd":null}}', '[null,1,true,"a"]'])(
    'takes %s as it is',
    (source) => {
      expect(JSON.parse(one('mask_answer.mask_answer', source) as string)).toEqual(JSON.parse(source));
    },
  );

  test('what it does not expect in the place of a list or text is masked inside', () => {
    expect(
      masked({ Env: 'TOKEN=s3cret', Labels: { a: { token: 's3cret' } }, Cmd: { x: 'http://u:s3cret@h' } }),
    ).toEqual({ Env: `TOKEN=${hidden}`, Labels: { a: { token: hidden } }, Cmd: { x: `http://${hidden}@h` } });
    expect(masked({ Args: { a: 's3cret' }, Cmd: [{ Token: 's3cret' }] })).toEqual({
      Args: hidden,
      Cmd: [hidden],
    });
  });
});
