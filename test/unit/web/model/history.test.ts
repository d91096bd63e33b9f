import { describe, expect, it } from 'vitest';
import { historySpan, SampleHistory } from '../../../../web/model/history';
import type { Sample } from '../../../../web/model/statistics';

describe('the history of a container', () => {
  const sample = (time: number): Sample => ({
    time,
    cpu: time,
    memory: 0,
    memoryLimit: 0,
    received: 0,
    sent: 0,
    read: 0,
    written: 0,
    pids: 0,
    receiveRate: 0,
    sendRate: 0,
    readRate: 0,
    writeRate: 0,
  });

  it('holds an hour, in seconds as charts take them', () => {
    const history = new SampleHistory();
    for (let time = 0; time <= 2 * historySpan; time += 10_000) history.push(sample(time));
    const { time, cpu } = history.view();
    expect(time[0]).toBe(historySpan / 1000);
    expect(time.at(-1)).toBe((2 * historySpan) / 1000);
    expect(cpu).toHaveLength(time.length);
  });

  it('holds 1,800 samples at most, the latest', () => {
    const history = new SampleHistory();
    for (let n = 0; n < 10_000; n++) history.push(sample(n));
    expect(history.length).toBe(1800);
    expect(history.view().cpu.at(-1)).toBe(9999);
    expect(history.view().cpu[0]).toBe(8200);
  });
});
