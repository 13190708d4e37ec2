import { defineConfig } from '@playwright/test';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  workers: process.env.CI ? 2 : 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  timeout: 60_000,
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  expect: {
    timeout: 15_000,
    // Letters may be smoothed a little differently; a moved line is not little.
    toHaveScreenshot: { maxDiffPixelRatio: 0.01, threshold: 0.25, animations: 'disabled', caret: 'hide' },
  },
  use: {
    launchOptions: { executablePath, args: ['--font-render-hinting=none', '--disable-lcd-text'] },
    locale: 'ro-RO',
    timezoneId: 'Europe/Bucharest',
    reducedMotion: 'reduce',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'visual', testDir: 'e2e/visual', outputDir: '.cache/e2e/visual' },
    { name: 'agent', testDir: 'e2e/agent', outputDir: '.cache/e2e/agent', fullyParallel: false, workers: 1 },
  ],
});
