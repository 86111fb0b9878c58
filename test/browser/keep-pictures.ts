// Loaded by `npm run pictures` before the tests, which then copy what they take into docs/.
process.env.KEEP_PICTURES = 'yes';
