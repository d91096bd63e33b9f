/**
 * Copies text. LuCI on plain http is no secure context and has no clipboard API; there the old command on a selected
 * field still works. Resolves with whether it worked.
 */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // not allowed (a frame, a policy): the old way below
    }
  }
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.style.cssText = 'position:fixed;opacity:0;inset:0 auto auto 0';
  // inside an open dialog, where only its own content can have the focus
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  let copied: boolean;
  try {
    copied = document.execCommand('copy');
  } catch {
    copied = false;
  }
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
