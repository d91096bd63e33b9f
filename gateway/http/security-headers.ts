/** What every answer carries. */
export const everywhere: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The policy of the page: its own scripts only. The terminal puts its styles into style elements, hence 'unsafe-inline' there. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The policy of what engines answer: it comes from containers, and somebody may open it as a page. dockerd guesses a type
 * from the bytes where it sets none, so logs can arrive as text/html.
 */
export const enginePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
