"""Profiles in a library: keeping them, and finding those to read with.

Purpose: between a library, which knows bytes, and readers, which want profiles.
Contract: a profile that cannot be used is told, never used and never removed.
Not here: learning.
"""

from dataclasses import replace

from digit_recognizer.classifier import Profile, ProfileError
from digit_recognizer.learning.learn import name_of
from digit_recognizer.library import Library
from digit_recognizer.library.labels import checked_writer
from digit_recognizer.reader import Reader


def keep(library: Library, profile: Profile) -> None:
    """Keep ``profile`` as its writer's, in place of the one before, and use it from now on."""
    library.save_profile(profile.writer, name_of(profile.alphabet), profile.to_bytes())


def take(library: Library, data: bytes, name: str, reader: Reader, writer: str = "") -> Profile:
    """Keep and return the profile in ``data``, from a file called ``name``, in place of none.

    ``writer``: whose it is to be, else whom it names. Raises ProfileError, one sentence, if it does not
    fit ``reader``'s networks, or there is such a profile already.
    """
    profile = Profile.from_bytes(data, name)
    reader.with_profiles([profile])  # which refuses what does not fit
    profile = replace(profile, writer=writer or checked_writer(profile.writer))
    if library.load_profile(profile.writer, name_of(profile.alphabet)) is not None:
        whose = profile.writer or "nobody in particular"
        raise ProfileError(
            f"there is a profile of {whose} for {name_of(profile.alphabet)} already: delete it first, "
            "or take this one for another writer."
        )
    keep(library, profile)
    return profile


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
