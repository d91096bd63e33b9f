import { expect, test } from 'vitest';
import { watchInput } from '../../web/model/input-watch';

test('keys count as input also where a terminal keeps them to itself', () => {
  let inputs = 0;
  const stop = watchInput(() => inputs++);
  const terminal = document.createElement('div');
  const field = document.createElement('textarea');
  terminal.append(field);
  document.body.append(terminal);
  for (const element of [terminal, field])
    element.addEventListener('keydown', (event) => {
      event.stopImmediatePropagation();
      event.preventDefault();
    });
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', bubbles: true, cancelable: true }));
  expect(inputs).toBe(1);
  stop();
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 's', bubbles: true, cancelable: true }));
  expect(inputs).toBe(1);
  terminal.remove();
});
