import { useEffect, useState } from 'react';
import type { User } from '../../../protocol/objects.ts';
import { nameOf } from '../view/names.ts';

/** Suggestions for a text field with the attribute `list={listId}`. */
export function SuggestedPeople({ listId, fetchPeople }: { listId: string; fetchPeople: () => Promise<User[]> }) {
  const [people, setPeople] = useState<User[]>([]);
  useEffect(() => {
    // The field also works without suggestions.
    fetchPeople().then(setPeople, () => setPeople([]));
  }, [fetchPeople]);
  return (
    <datalist id={listId}>
      {people.map((person) => (
        <option key={person.id} value={person.id}>
          {nameOf(person)}
        </option>
      ))}
    </datalist>
  );
}
