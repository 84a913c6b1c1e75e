"""The editions of the article: `article` is what they share, `app` is the one in Streamlit."""
