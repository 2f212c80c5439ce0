/** The schema version that every row carries as `v`, so that code of a later schema can tell what it reads. */
export const schemaVersion = 1;
