"""The skills: named ways of using the backend, one data file each."""

from core.skills.loading import Skills, SkillsInvalid, load_skills
from core.skills.model import Defaults, InLanguages, Skill

__all__ = ["Defaults", "InLanguages", "Skill", "Skills", "SkillsInvalid", "load_skills"]
