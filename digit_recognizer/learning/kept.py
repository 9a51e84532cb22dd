"""Profiles in a library: keeping them, and finding those to read with.

Purpose: between a library, which knows bytes, and readers, which want profiles.
Contract: a profile that cannot be used is told, never used and never removed.
Not here: learning.
"""

from digit_recognizer.classifier import Profile, ProfileError
from digit_recognizer.learning.learn import name_of
from digit_recognizer.library import Library
from digit_recognizer.reader import Reader


def keep(library: Library, profile: Profile) -> None:
    """Keep ``profile`` as its writer's, in place of the one before, and use it from now on."""
    library.save_profile(profile.writer, name_of(profile.alphabet), profile.to_bytes())


def kept_profiles(library: Library, writer: str, reader: Reader) -> tuple[list[Profile], list[str]]:
    """Return the profiles of ``writer`` that are in use and fit ``reader``'s networks.

    And a sentence for each that can't be used.
    """
    profiles: list[Profile] = []
    sentences: list[str] = []
    for stored in library.profiles():
        if stored.writer != writer or not stored.active:
            continue
        name = f"the profile of {writer or 'nobody in particular'} for {stored.alphabet}"
        try:
            profile = Profile.from_bytes(stored.content, name)
            reader.with_profiles([profile])
        except ProfileError as error:
            sentences.append(str(error))
        else:
            profiles.append(profile)
    return profiles, sentences
