import eslint from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import tseslint from 'typescript-eslint';

/** `lib` stands alone, `web` and `gateway` stand on it, and pages never meet a transport (docs/architecture.md). */
const direction = (message, ...group) => ({
  'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
});

export default tseslint.config(
  { ignores: ['dist', 'packages', 'htdocs', 'test-results'] },
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      ...tseslint.configs.recommended,
      lit['flat/recommended'],
      litA11y.configs.recommended,
    ],
    plugins: { 'lit-a11y': litA11y },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'lit/no-template-arrow': 'off',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text from containers is never HTML.' },
        { property: 'outerHTML', message: 'Text from containers is never HTML.' },
        { property: 'insertAdjacentHTML', message: 'Text from containers is never HTML.' },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: direction(
      'lib imports neither web nor gateway.',
      '**/web/**',
      '**/gateway/**',
      '**/simulation/**',
      'node:*',
      'lit',
    ),
  },
  {
    files: ['web/pages/**/*.ts', 'web/elements/**/*.ts'],
    rules: direction('Pages and elements know the model, never a transport.', '**/transport/**'),
  },
  { files: ['gateway/**/*.ts'], rules: direction('The gateway does not import the web app.', '**/web/**') },
  {
    files: ['scripts/**/*.mjs', '*.js'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
