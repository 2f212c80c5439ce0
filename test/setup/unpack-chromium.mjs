import chromium from '@sparticuz/chromium';

// Unpacks the Chromium that the package ships into the folder for temporary files, its libraries and fonts beside it.
await chromium.executablePath();
